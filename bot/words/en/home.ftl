home-progress =
    { $done ->
        [0] Your plan: nothing ticked yet, { $total } to go. One is enough for a day.
       *[other] Your plan: { $done } of { $total } done.
    }
home-next =
    Next check-in: { $at }, about { $kind ->
        [feedback-send] the feedback you wanted to ask for
        [feedback-answer] whether they answered
        [item] something on your plan
        [skill] what you are learning
        [reach-out] a message to someone
        [writing] writing it down
        [circle-look] your week in the circle
        [circle-trouble] a circle that I can't post in
        [buddy-soon] the next pairs
        [buddy] your buddy
        [helper-turn] a week to be around for
        [welcome] where to find me
        [keeping] what is kept of yours
        [report-settled] what became of your report
       *[check-in] the week
    }.
home-hushed = Check-ins are paused, because the last ones went unanswered. That is fine.
home-no-check-ins = Check-ins are off. Settings turns them on.
home-none-planned = No check-in is planned at the moment.
home-what =
    { $items ->
        [0]
            { $noes ->
                [0] Nothing here yet. After a no, /rejected takes you through six short steps, and what comes of them lands here.
               *[other] Nothing is on your plan at the moment. That can be right.
            }
       *[other] Pick something to tick, move or change.
    }
    .menu = On your plan
    .go-on = Go on with { $which }
    .bring-back = Bring check-ins back
    .settings = Settings
    .noes = The noes so far
    .rejected = I got a no
home-brought-back = Check-ins are on again.

plan-item-gone = That is no longer on your plan.
plan-item-how =
    { $what }

    Planned for { $due }.
    .done = Done
    .date = Another day
    .words = Change the words
    .progress = Log how far I am
    .drop = Drop it
    .leave = Leave it
plan-item-words =
    How should it read? Now: { $what }
    .write = Write it
    .skip = Leave it
plan-item-done = Done: { $what }
plan-item-moved = Moved to { $day }.
plan-item-changed = Changed.
plan-item-far =
    About how far are you?
    .p10 = I've begun
    .p25 = A quarter
    .p50 = Half
    .p75 = Nearly there
plan-item-so-far = So far: { $percent }%
plan-item-dropped = Dropped. A plan is allowed to get shorter.

journeys-pick =
    { $count ->
        [0] No noes are logged.
        [one] One no so far.
       *[other] { $count } noes so far, the newest first.
    } Pick one to add to it, go through its steps, or close it.
    .menu = Pick one
    .new = A new no
    .weeks = See it as a picture
    .home = Back to my plan
journeys-detail = { $day } · { $stage }
journeys-detail-short = { $day }
journey-how =
    About { $which }, on { $day }.{ $with_role ->
        [yes] {" "}Role: { $role }.
       *[no] {""}
    }{ $with_stage ->
        [yes] {" "}It got to: { $stage }.
       *[no] {""}
    }
    .where = Add details
    .steps = Go to a step
    .close = Close it
    .back = Back to the list
journey-where =
    What was left out, or what changed. Only you see it.
    .open = Company, role, how far it got
    .title = Where was it?
    .company = Company
    .role = Role
    .stage = How far it got
    .skip = Leave it
journey-step =
    Which step? You can take any of them again.
    .menu = Pick a step
    .personal = 1 · Don't take it personally
    .reflect = 2 · Look back
    .feedback = 3 · Ask for feedback
    .skills = 4 · Strengthen a skill
    .network = 5 · People
    .moving = 6 · Keep moving
journey-closed = Closed. It stays in your log, and nothing more is asked about it.

settings-what =
    { $consent ->
        [yes] Check-ins are on: { $day }, around { $at }, { $city } time, quiet from { $start } to { $end }. { $cadence }.
       *[other] Check-ins are off. Nothing is sent to you.
    }
    .menu = What to change
    .check-ins = Check-ins on or off
    .cadence = How often
    .day = Day of the weekly look
    .hour = Hour
    .zone = Time zone
    .quiet = Quiet hours
    .pause = Pause until a day
    .language = Language
    .country = Country, for helplines
    .keep = How long I keep things
    .home = Back to my plan
settings-consent =
    { $now ->
        [yes] Check-ins are on. Keep them?
       *[other] Check-ins are off. Turn them on?
    } At most one a day and three a week, each with a stop button.
    .yes = On
    .no = Off
settings-cadence =
    How often may I write without being asked to? What you agreed to by tap comes either way.
    .weekly = Once a week
    .fortnightly = Every two weeks
    .agreed = Only what I agreed to
settings-day =
    Which day suits you for the weekly look?
    .menu = Pick a day
settings-hour =
    Around which hour, in your own time? Quiet hours are left out.
    .menu = Pick an hour
settings-quiet =
    When should nothing arrive, in your own time?
    .q20-9 = 20:00 to 09:00
    .q21-8 = 21:00 to 08:00
    .q22-7 = 22:00 to 07:00
    .q18-10 = 18:00 to 10:00
    .q0-0 = Any time is fine
settings-pause =
    Until which day? Nothing is sent before it; what still makes sense comes after.
settings-language =
    Which language?
    .en = English
settings-keep =
    How long without a word from you until everything of yours goes by itself? Whoever runs this bot may keep it for less.
    .k180 = Half a year
    .k90 = Three months
    .k30 = A month
settings-saved = Changed.

privacy-what =
    What is kept about you: { $kept }.

    Only you see it here; organisers can't by any command. Text is encrypted, and whoever runs this bot holds the key.

    It goes by itself after { $days } days without a word from you, or thirty days after you left.
    .export = Get my data
    .forget = Forget me
    .home = Back to my plan
privacy-export = Everything, twice: as JSON for programs, and as text to read.
privacy-file = { $name }
privacy-forget =
    Forget everything about you: noes, plan, notes, circle, check-ins, settings? It can't be undone.

    Lines that you shared are taken back. What others wrote in channels stays there.

    What I sent you by direct message stays in that chat, files too: I can't take it back, and you can't delete it there.
    .yes = Yes, forget me
    .no = Keep it
privacy-forgotten = Gone, all that I kept. /rejected starts from nothing, if you ever want to.
privacy-not-forgotten = Kept, as it was.

export-title = What Bounceback keeps about you, { $day }
export-more = To read. The file that ends in .json has the same and every detail besides, for programs.
export-you = You
    .name = Name
    .zone = Time zone
    .country = Country
    .check-ins = Check-ins
export-rest = Besides
export-posts = What you shared
export-circle = What you said you would do
export-check-ins = Check-ins, sent or planned
export-notes = Kept
export-plan = Plan
export-nothing = Nothing more about this one.

kept-answer =
    { $count ->
        [one] one answer
       *[other] { $count } answers
    }
kept-nudge =
    { $count ->
        [one] one check-in, sent or planned
       *[other] { $count } check-ins, sent or planned
    }
kept-post =
    { $count ->
        [one] one line you shared
       *[other] { $count } lines you shared
    }
kept-commitment =
    { $count ->
        [one] one thing you said you would do
       *[other] { $count } things you said you would do
    }
kept-cheer =
    { $count ->
        [one] one cheer you gave
       *[other] { $count } cheers you gave
    }
kept-circle =
    { $count ->
        [one] one circle you are or were in
       *[other] { $count } circles you are or were in
    }
kept-apart =
    { $count ->
        [one] one person you don't want to be paired with
       *[other] { $count } people you don't want to be paired with
    }
kept-mentoring =
    { $count ->
        [one] one mentoring wish or offer
       *[other] { $count } mentoring wishes and offers
    }
kept-note =
    { $count ->
        [one] one note
       *[other] { $count } notes
    }
kept-item =
    { $count ->
        [one] one plan item
       *[other] { $count } plan items
    }
kept-rejection =
    { $count ->
        [one] one no
       *[other] { $count } noes
    }
kept-run =
    { $count ->
        [one] one conversation
       *[other] { $count } conversations
    }
kept-helper =
    { $count ->
        [one] one offer to be around for others
       *[other] { $count } offers to be around for others
    }
kept-helper-turn =
    { $count ->
        [one] one week that you were asked to be around for
       *[other] { $count } weeks that you were asked to be around for
    }
kept-audit =
    { $count ->
        [one] one entry in the log of what you changed as an organiser
       *[other] { $count } entries in the log of what you changed as an organiser
    }
kept-member = your settings
