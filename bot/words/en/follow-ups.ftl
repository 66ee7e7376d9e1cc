feedback-send-how =
    { $variant ->
        [0] You wanted to ask why, about { $which }. Did you send it? Most don't answer; asking is the part you control.
        [1] About { $which }: the question to them is still in your drafts, or is it out?
       *[other] A day or two ago you drafted a question about { $which }. Did it go out?
    }
    .done = I sent it
    .draft = Draft it again
    .later = Tomorrow
    .not-this-week = Not this week
    .stop = Stop these
feedback-send-asked = Then your part is done, about { $which }. I'll ask once in a week whether they answered.

feedback-answer-how =
    { $variant ->
        [0] A week ago you asked for feedback about { $which }. Did they answer?
        [1] You sent a question about { $which } last week. Did anything come back?
       *[other] About { $which }: it has been a week since you asked them why. Any answer?
    }
    .done = They did
    .later = Not yet
    .not-this-week = Not this week
    .close = Close it
    .stop = Stop these
feedback-answer-later = A few more days, then. Most who answer do so within two weeks; many never do.
feedback-answer-closed = Closed, about { $which }. No answer is about how they work, and you asked.

item-how =
    { $variant ->
        [0] On your plan for { $due }: { $what }
        [1] You picked { $due } for this: { $what }
       *[other] { $due } is the day you chose for: { $what }
    }
    How is it?
    .done = Done
    .later = Another day
    .not-this-week = Not this week
    .drop = Drop it
    .stop = Stop these
item-done = Done: { $what }. That was yours to do, and you did it.
item-later = Moved to { $day }.
item-dropped = Dropped. A plan is allowed to get shorter.

skill-how =
    { $variant ->
        [0] How is { $title } going? You meant to be done by { $due }.
        [1] { $title }: still on it? Your day to be done by is { $due }.
       *[other] A look at { $title }, which you planned for { $due }. How far are you?
    }
    .done = Finished
    .going = Going, let me log it
    .later = Ask later
    .not-this-week = Not this week
    .stop = Stop these
skill-far =
    About how far are you with { $title }?
    .p10 = I've begun
    .p25 = A quarter
    .p50 = Half
    .p75 = Nearly there
skill-so-far = So far: { $percent }%
skill-again =
    Shall I look in again? Otherwise I'll leave you to it.
    .week = In a week
    .fortnight = In two weeks
    .no = No need
skill-going = Kept. Half an hour at a time is enough.
skill-later = In two days, then.

reach-out-how =
    { $variant ->
        [0] One message to one person: does anyone come to mind this week?
        [1] Who has not heard from you in a while, and would be glad to?
       *[other] A line to someone you used to work or study with: this week?
    }
    .done = I wrote to someone
    .draft = Draft one with me
    .later = In two days
    .not-this-week = Not this week
    .stop = Stop these
reach-out-done = That is one more person who knows. I'll ask again in a week.

writing-how =
    You wanted to write about { $which }, with a day in between. Fifteen minutes is a good length; it may sting, and you can stop at any line.
    .write = Write and keep it
    .forget = Say it and forget it
    .later = Tomorrow
    .not-this-week = Not this week
    .stop = Stop these
writing-keep =
    Only you see this. End where you like. Delete it any time under /bounceback privacy.
    .write = Write
    .skip = Not now
writing-skipped = Not today, then. It does not have to be written to pass.
writing-kept = Kept, for you alone. Do something with your hands now: tea, dishes, a walk round the block.
writing-forget =
    Say it here. It is read once and not stored by this bot; the chat may still show your own message.
    .write = Say it
    .skip = Not now
writing-forgotten = Said, and not kept. Do something with your hands now: tea, dishes, a walk round the block.

check-in-how =
    { $any ->
        [yes]
            { $variant ->
                [0] A look at the week. Next on your plan: { $first }
                [1] How is the search? On your plan comes next: { $first }
               *[other] Your weekly look. One thing is up: { $first }
            }
       *[no]
            { $variant ->
                [0] A look at the week: your plan is empty, and that can be right. Anything new?
                [1] How is the search? Nothing is on your plan at the moment.
               *[other] Your weekly look. Nothing is planned; is anything coming up?
            }
    }
    .done =
        { $any ->
            [yes] See my plan
           *[no] An interview is coming
        }
    .later = In two days
    .not-this-week = Not this week
    .a-no = I got a no
    .stop = Stop these
check-in-not-this-week = Not this week, then.

stop-these-which =
    Which ones shall stop? Your plan stays either way.
    .these = Only this kind
    .all = All check-ins
    .none = Keep them
stop-these-all-stopped = Stopped, all of them. /bounceback settings turns them on again.
stop-these-these-stopped = Stopped. The others go on as planned.
stop-these-kept = Then they stay as they were.
