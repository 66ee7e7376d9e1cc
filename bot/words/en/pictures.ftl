# What stands on pictures, and what says the same to somebody who does not see them (`-alt`).
# Labels have little room: about 25 characters beside a bar, 45 over a chart.

picture-journey-title = Your weeks so far
picture-journey-when = { $from } to { $until } · only you see this
picture-journey-noes = Noes by week
picture-journey-done = Done on your plan by week
picture-journey-stages = How far they got
picture-journey-unsaid = Not said
picture-journey-none = Nothing here yet
picture-journey-no-noes = None in these weeks
picture-journey-no-done = Nothing ticked in these weeks
picture-journey-small =
    { $count ->
        [0] Small sample: no noes are logged. There is nothing to read into it.
        [one] Small sample: one no. Too little to read anything into it.
       *[other] Small sample: { $count } noes. Too little to read anything into it.
    }
picture-journey-all =
    { $count ->
        [one] One no in all.
       *[other] { $count } noes in all.
    } { $left ->
        [0] Nothing is left on your plan.
        [one] One thing is left on your plan.
       *[other] { $left } things are left on your plan.
    }
picture-journey-alt =
    Your weeks from { $from } to { $until }, oldest first. Noes by week: { $noes }. Done on your plan by week: { $done }. { $reached ->
        [yes] How far they got: { $stages }.
       *[no] No stage is known.
    } { $note }
picture-count = { $what } { $count }

picture-week-title = Week { $number } of the circle
picture-week-when = All of it together. Nobody is named, and nobody is ranked.
picture-week-people =
    { $count ->
        [one] person
       *[other] people
    }
picture-week-made = meant to do
picture-week-done = done
picture-week-cheers =
    { $count ->
        [one] cheer
       *[other] cheers
    }
picture-week-past = Week by week
picture-week-first = This is the first week. The next ones will stand here.
picture-week-nothing = Nobody said this week what they would do. That happens.
picture-week-this = this week
picture-week-key-made = meant to do
picture-week-key-done = done
picture-week-alt =
    Week { $number } of the circle: { $people ->
        [0] nobody said what they would do.
        [one] one person meant to do { $commitments ->
            [one] one thing
           *[other] { $commitments } things
        }, { $done } done.
       *[other] { $people } people meant to do { $commitments } things, { $done } done.
    } { $cheers ->
        [0] No cheers.
        [one] One cheer.
       *[other] { $cheers } cheers.
    }{ $before ->
        [no] {""}
       *[yes] {" "}The weeks before, oldest first, done of meant: { $past }.
    }
picture-week-of = { $done } of { $made }

picture-numbers-title = A week in rounded numbers
picture-numbers-when = { $from } to { $until }
picture-numbers-hidden = not shown
picture-numbers-about = about { $count }
picture-numbers-stages = Noes, by how far they got
picture-numbers-foot = To the nearest 5. Not shown: fewer than 5 people, or it would give those away.
picture-numbers-alt =
    The week from { $from } to { $until }, to the nearest 5. { $cells }. Noes by how far they got: { $stages }.
picture-numbers-cell = { $what }: { $figure }

weeks-about = Your weeks in one picture, made at this moment. It is not kept, and only you see it.
weeks-what = How many noes there are says little about you: it is mostly how many places you asked.
    .noes = Back to the list
    .home = Back to my plan
