reflect-stage =
    How far did { $which } get? The questions that follow depend on it.
    .menu = How far it got
    .skip = Skip
reflect-pattern =
    { $stage ->
        [silence] { $count } of { $total } ended in silence. The résumé and who you know inside come first there.
        [form-letter] { $count } of { $total } ended with a form letter. Look at the résumé first.
        [screen] { $count } of { $total } stopped at the screen. Look first at the résumé and how you tell your story in two minutes.
        [technical] { $count } of { $total } stopped at the technical round. Practice against a clock comes first.
        [panel] { $count } of { $total } stopped at the panel. Look first at your examples and how you tell them.
        [final] { $count } of { $total } got to the final round. You are close; ask those people for feedback first.
       *[withdrawn] { $count } of { $total } were offers that went away. That is about them more than about you.
    } It is a small sample.
reflect-well =
    { $stage ->
        [silence] Nobody answered, and still you did something well. What was it?
        [form-letter] It stopped at a form letter. What went well up to there?
       *[other] What went well? Small things count.
    }
    .menu = What went well
    .write = Write it
    .skip = Nothing comes to mind
reflect-better =
    { $any ->
        [yes] Noted: { $said }. And what could be better?
       *[no] And what could be better?
    } Only what was in your hands.
    .menu = What could be better
    .write = Write it
    .skip = Nothing comes to mind
reflect-next =
    What will you do next time? Pick what fits, up to five.
    .menu = Next time
    .write = Write it
    .skip = I don't know yet
reflect-areas =
    { $suggested ->
        [yes] What you picked points to { $top }. Where would one small change help? Up to three.
       *[no] Where would one small change help? Up to three, or none today.
    }
    .menu = Up to three areas
    .skill = skills
    .experience = experience
    .interview = interviews
    .resume = the résumé
    .profile = the profile
    .skip = None today
reflect-then =
    One small thing for { $area }. Small enough to do on a bad day.
    .menu = One small thing
    .write = Write your own
    .skip = Skip this one
reflect-cue =
    { $what }

    If-then plans get done more often: if it is this time of day, then I do it. When suits you?
    .morning = After breakfast
    .lunch = After lunch
    .evening = After dinner
    .weekend = On the weekend
    .none = No fixed time
practice-more =
    { $turn ->
        [0] Want something to work with? Each takes a few minutes.
       *[other] Anything else?
    }
    .star = Practise one answer
    .resume = Résumé checklist
    .profile = Profile checklist
    .coach = Find a coach
    .on = Go on
practice-star =
    Pick a question that interviewers like to ask.
    .menu = A question
    .skip = Skip
practice-story =
    "{ $prompt }"

    Tell it in four parts: the situation, your task, what you did, what came of it. A sentence each is enough.
    .open = Write the four parts
    .title = Your story
    .situation = Situation
    .task = Your task
    .action = What you did
    .result = What came of it
    .skip = Only think it through
practice-story-kept = Kept. Say it aloud once; two minutes is a good length.
practice-resume =
    Go through your résumé. Which of these is not there yet? Pick the one that matters most.
    .menu = Not there yet
    .fine = All of it is there
practice-profile =
    Go through your profile. Which of these is not there yet? Pick the one that matters most.
    .menu = Not there yet
    .fine = All of it is there
practice-coach =
    People who practise interviews or read résumés with you; the free ones come first. Nobody here is paid for naming them.
    .menu = Pick one
    .skip = Skip
practice-coach-open = Open { $name }
practice-coach-plan =
    Put "get in touch with { $name }" on your plan?
    .plan = Put it on my plan
    .skip = No, thanks
plan-coach = Get in touch with { $title }
plan-first-block = First 30 minutes of { $title }
plan-course = Finish { $title }
