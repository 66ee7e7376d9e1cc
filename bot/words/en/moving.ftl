moving-lesson =
    One lesson from this one. What do you take with you? Pick or write.
    .asked-less = I can ask more about the job
    .stage-learned = I know that stage better now
    .prepare-earlier = I'd start preparing earlier
    .not-about-me = This one was not about me
    .write = Write it
moving-win =
    And one win, however small. Effort counts: it is the part you control.
    .applied = I applied
    .asked = I asked for feedback or help
    .rested = I took a rest
    .showed-up = I showed up
    .write = Write it
moving-step =
    The next smallest step. If it takes more than half an hour, cut it in two.
    .one-application = Send one application
    .one-message = Write to one person
    .one-page = Rework one page
    .day-off = Take one day off from searching
    .write = Write your own
moving-openings =
    Would you like to see where openings are listed? Today is fine, and so is not today.
    .yes = Show me openings
    .no = Not today
moving-opening = { $title } ({ $place })
moving-closing =
    That was the last of the six steps, about { $which }.

    What you take with you: { $lesson }

    Your win: { $win }
moving-closing-quiet =
    That was the last of the six steps, about { $which }. It can rest now, and so can you.

    What you take with you: { $lesson }
moving-share =
    Share that one line in { $place }, under your name? Nothing else from here goes with it.
    .yes = Share the line
    .no = Keep it to myself
moving-after =
    Your plan has the dates. Before the next interview it helps to decide what you'll do if it is a no.
    .interview = Decide it now
    .home = See my plan
    .close = Done for today
    .take-back = Take that line back
moving-done = Done for today. What you planned has its days.
