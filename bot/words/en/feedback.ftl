feedback-ask =
    Asking why about { $which } takes a minute. Many can't or won't answer, often for legal reasons.

    Asking is the part you control, and one usable line is worth it.
    .draft = Draft the message
    .told = They told me already
    .skip = Skip this step
feedback-channel =
    Where would you write to them?
    .email = Email
    .linkedin = LinkedIn
feedback-to =
    Whom does it go to? The person you talked to most is the best one to ask.
    .recruiter = The recruiter
    .manager = The hiring manager
    .interviewer = Someone who interviewed me
    .unknown = I have no name
feedback-topic =
    What would you like to know? One narrow question is answered more often than a broad one.
    .skill = Which skill was missing
    .answer = Which answer was weak
    .resume = What the résumé lacked
    .experience = Which experience they wanted
    .status = Whether it is filled
feedback-tone =
    How should it sound?
    .warm = Warm
    .formal = Formal
    .short = Short
feedback-names =
    Names make it ready to send. Both can be left out; only you see them.
    .open = Add the names
    .title = Names for the message
    .to = Their name
    .mine = Your name
    .skip = Leave them out
feedback-honest = Here it is, to copy. I never send it for you. Many managers may not answer; that says nothing about you.
feedback-letter =
    { feedback-greeting }

    { feedback-thanks }

    { feedback-question }

    { feedback-no-problem }{ $signed ->
        [yes]
            {""}

            { $tone ->
                [formal] Kind regards,
               *[other] Best wishes,
            }
            { $mine }
       *[no] {""}
    }
    .subject =
        { $about ->
            [both] { $role } at { $company }: one question
            [company] My application at { $company }: one question
            [role] { $role }: one question
           *[neither] My application: one question
        }
    .mail = Open it in your mail program
feedback-note =
    { feedback-greeting }

    { feedback-thanks } { feedback-question } { feedback-no-problem }{ $signed ->
        [yes] {" "}{ $mine }
       *[no] {""}
    }
feedback-greeting =
    { $named ->
        [yes]
            { $tone ->
                [formal] Dear { $name },
               *[other] Hi { $name },
            }
       *[no]
            { $tone ->
                [formal]
                    { $to ->
                        [recruiter] Dear recruiting team,
                        [manager] Dear hiring manager,
                       *[other] Dear hiring team,
                    }
               *[other] Hello,
            }
    }
feedback-about =
    { $about ->
        [both] the { $role } role at { $company }
        [company] the role at { $company }
        [role] the { $role } role
       *[neither] the role
    }
feedback-thanks =
    { $tone ->
        [short]
            { $stage ->
                [silence] I applied for { feedback-about } and take it that you went another way.
               *[other] Thanks for letting me know about { feedback-about }.
            }
       *[other]
            { $stage ->
                [silence] I applied for { feedback-about } some weeks ago. I have not heard back and take it that you went another way.
                [form-letter] Thank you for letting me know about { feedback-about }.
                [screen] Thank you for letting me know, and for taking the time to talk about { feedback-about }.
                [technical] Thank you for letting me know, and for the time that went into the technical round for { feedback-about }.
                [panel] Thank you for letting me know about { feedback-about }. Please thank everyone on the panel for their time.
                [final] Thank you for letting me know, and for a final round for { feedback-about } that was worth preparing for.
               *[withdrawn] Thank you for telling me about the change with { feedback-about }.
            }
    }
feedback-question =
    { $topic ->
        [skill]
            { $tone ->
                [formal] If you are able to share one point: which skill would have made my application stronger?
               *[other] If you can share one thing: which skill would have made my application stronger?
            }
        [answer]
            { $tone ->
                [formal] If you are able to share one point: which of my answers was the least convincing?
               *[other] If you can share one thing: which of my answers was the weakest?
            }
        [resume]
            { $tone ->
                [formal] If you are able to share one point: was anything in my résumé unclear or missing for this role?
               *[other] If you can share one thing: what was unclear or missing in my résumé?
            }
        [experience]
            { $tone ->
                [formal] If you are able to share one point: which experience were you looking for and did not find in mine?
               *[other] If you can share one thing: which experience were you hoping to see and didn't?
            }
       *[status] Could you tell me whether the role has been filled? Then I can close it on my side.
    }
feedback-no-problem =
    { $tone ->
        [formal] One sentence would help, and I understand if you are not able to say more.
        [short] One line is plenty, and no problem if you can't.
       *[warm] One line is plenty, and it is no problem at all if you can't. I would be glad to hear of later openings.
    }
feedback-sent =
    Did you send it?
    .yes = I sent it
    .later = Remind me
    .no = I'd rather not
feedback-asked = You asked about { $which }. That is the part that was yours to do. In a week I can ask once whether they answered.
feedback-later = I can ask you about it in a day or two.

feedback-came-pause =
    They told you why, about { $which }. Before you do anything with it: a pause. You need not agree with it today.
    .breathe = Three slow breaths
    .read = I have read it calmly
feedback-came-breathe =
    In for 4 seconds, out for 6.
    .done = That's enough
    .inhale = Breathe in
    .exhale = Breathe out
feedback-came-told =
    What did they say? In their words or yours. Only you see this, and it can be left out.
    .write = Write it down
    .skip = Leave it out
feedback-came-thank =
    A short thank-you keeps the door open for later openings. Whoever answered did you a favour that most don't.
    .email = A thank-you by email
    .linkedin = A thank-you on LinkedIn
    .skip = Skip the thank-you
feedback-came-thanks =
    { $known ->
        [yes] Thank you for taking the time to tell me why. It helps to know, and I will use it.
       *[no] Thank you for taking the time to tell me why. It helps to know, and I will use it.
    }

    { $known ->
        [yes] I enjoyed getting to know { $company }, and would be glad to hear of openings that fit later on.
       *[no] I would be glad to hear of openings that fit later on.
    }
    .subject = Thank you for the feedback
    .mail = Open it in your mail program
feedback-came-thanks-note =
    { $known ->
        [yes] Thank you for telling me why, it helps. I enjoyed getting to know { $company } and would be glad to hear of later openings.
       *[no] Thank you for telling me why, it helps. I would be glad to hear of later openings.
    }
feedback-came-sort =
    What is it about? Pick all that fit. Some of it may be about them, and can be "something else".
    .menu = What it is about
    .skill = Skills
    .experience = Experience
    .interview = The interview
    .resume = The résumé
    .profile = The profile
    .other = Something else
    .skip = Skip
feedback-came-usable =
    { $any ->
        [yes] Is there one thing in it that you can use? One is enough; the rest can wait.
       *[no] Is there one thing in it that you can use? Write it, or park all of it.
    }
    .menu = One usable thing
    .write = Write it
    .skip = Nothing usable today
feedback-came-parked = Parked, all of it. Feedback that you can't use yet is allowed to be wrong.
feedback-came-one-kept = One thing of it is on your plan.
feedback-came-rest-parked = One thing on the plan; the rest is parked where you can find it.
