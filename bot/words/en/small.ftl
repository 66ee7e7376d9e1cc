consent-check-ins =
    Shall I come back to what you planned, by DM? Only what you agreed to, and at most one short look a week besides.

    Never more than one a day or three a week, and never between { $start } and { $end } your time. Every one has a stop button.
    .yes = Yes, check in with me
    .no = No, I'll look myself
consent-yes = Good. The first message comes now, so that you know where to find me; later ones around { $hour }.
consent-no = All right, no messages. Your plan stays, and /bounceback home shows it.

interview-then =
    Before your next interview: if it is a no, then I will ... Deciding it now makes the day after easier.
    .walk = go for a walk before anything else
    .call = call one person who is on my side
    .sleep-on-it = sleep on it and answer nobody that day
    .write-three = write down three things that went well
    .write = Write your own
interview-kept = If it is a no, then I will { $then }
interview-back = Kept. If it is a no, /rejected hands it back to you. If it is a yes, /bounceback hired.

openings-none = No openings are listed here yet. Whoever runs this server can add them.
openings-intro = Places to look. What this community added comes first, then boards that are free to read.
openings-one = { $title } ({ $place })

hired-after =
    { $count ->
        [0] You got a yes. That is good news.
        [one] You got a yes. There was one no before it, and you kept going.
       *[other] You got a yes. There were { $count } noes before it, and you kept going.
    }

    Check-ins have stopped. If anyone here helped you, tell them: it is the news they wait for.
    .offer = Offer to help others
    .done = That's all
hired-topics =
    What could you help others with? Up to three.
    .menu = Up to three topics
    .skip = Skip
hired-offered = Noted: { $topics }, one person at a time. Nobody is sent to you without your yes.
hired-bye = All of it stays until you delete it. If you ever need it again, /rejected works as before.

help-where =
    I am a script that helps after a no: six short steps, a small plan, and check-ins if you want them.

    No human reads along, and it is not therapy. Type /rejected after a no, or tap:
    .rejected = I got a no
    .interview = Before an interview
    .circle = This week, with others
    .home = My plan
    .circle = The circle
    .settings = Settings
    .privacy = What is kept
    .helping = Be around for others
    .menu = More

welcome-how =
    This is where I'll write, in { $city } time. You can answer by tapping, whenever it suits you; ignoring me is fine.

    /bounceback home brings up your plan from anywhere.
    .good = Good
    .settings = Change day or hour
    .stop = Stop these
welcome-good = Until then.

keeping-how =
    It has been quiet here for a while. What you kept goes on { $day }: noes, plan, notes, all of it.

    One tap keeps it. Doing nothing is fine too; then it goes, and nobody can read it any more.
    .keep = Keep it
    .privacy = Get it, or delete it now
    .home = Show me my plan
keeping-kept = Kept. It stays as long again, from today.

paused-how =
    The last three went unanswered, so I'll stop here. That is fine, and your plan is kept.

    One tap brings me back, today or in a year.
    .back = Bring them back
    .leave = Leave it like this
    .stop = Stop for good
paused-back = Back again, at the same hour as before.
paused-left = All right. /bounceback home has everything.
