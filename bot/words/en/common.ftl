# Words that every flow shares: headings, the way out, days, and what to say when something could not be read.

step = Step { $number } of { $steps } · { $name }
step-1 = Don't take it personally
step-2 = Look back
step-3 = Ask for feedback
step-4 = Strengthen a skill
step-5 = People
step-6 = Keep moving

nav-back = Back
nav-stop = Stop here
nav-person = Need a person?
nav-home = My plan
nav-resume = Go on
nav-stopped =
    Stopped here. Your answers keep their place for at least 30 days.

    /rejected or /bounceback home brings you back to them.
nav-unreached =
    { $count ->
        [one] A check-in could not reach you by DM. It is here if you want it.
       *[other] { $count } check-ins could not reach you by DM. They are here if you want them, one at a time.
    }{ $platform ->
        [discord] {" "}To let me write: the server's name, Privacy Settings, Direct Messages.
        [slack] {" "}To let me write, ask whoever runs this workspace to turn on my Messages tab.
       *[other] {""}
    }
    .see = See the check-in
nav-passed = { $count ->
    [one] Meanwhile one other check-in went past its day. It won't come any more; what it was about is where you left it.
   *[other] Meanwhile { $count } other check-ins went past their day. They won't come any more; what they were about is where you left it.
}

stage =
    .silence = No reply
    .form-letter = A form letter
    .screen = First call or screen
    .technical = Technical round or task
    .panel = Panel
    .final = Final round
    .withdrawn = Offer withdrawn

weekday =
    .d0 = Monday
    .d1 = Tuesday
    .d2 = Wednesday
    .d3 = Thursday
    .d4 = Friday
    .d5 = Saturday
    .d6 = Sunday

hour = { $at }
day = { $weekday } { $date }

day-option =
    { $ahead ->
        [0] Today
        [1] Tomorrow
       *[other] { $day }
    }
    .write = Type another day

part-onward =
    That was it for this step. Step { $number } is next: { $name }.

    It can also wait. Everything so far is kept.
    .on = On to step { $number }
    .enough = Enough for today
    .share = Share one line first
part-share =
    One line in { $place }, under your name. You see it first as it will read, and nothing else of this step goes with it.

    Pick one, or write yours. Nothing is posted by picking.
    .none = Keep it to myself
    .write = Write it
part-share-step1 = I gave it a minute before anything else
part-share-step2 = I looked back and know what to work on
part-share-step3 = I have a question ready that is worth asking
part-share-step4 = I looked for something to learn
part-share-step5 = I thought about who to write to
part-share-small = One small step today
part-share-sure =
    That is all that { $place } would see. You can take it back any time, under /bounceback circle, What you shared.
    .yes = Post it
    .no = Keep it to myself
part-stays =
    Step { $number } is next: { $name }. It can also wait; everything so far is kept.
    .on = On to step { $number }
    .enough = Enough for today
    .take-back = Take that line back
part-taken-back = Taken back. It goes from { $place }; what others wrote under it stays theirs.
part-which =
    { $by ->
        [company] { $company }
        [role] the { $role } role
        [day] the no of { $day }
       *[none] this one
    }
part-item =
    { $cue ->
        [morning] After breakfast: { $what }
        [lunch] After lunch: { $what }
        [evening] After dinner: { $what }
        [weekend] On the weekend: { $what }
       *[none] { $what }
    }
part-due = by { $day }
part-planned = • { $day }: { $what }
part-not-there = That is settled already. Nothing is left to do about it.
part-day =
    { $what }

    Which day? It goes on your plan with that date, and you can move it later.
part-course =
    { $provider } · { $kind } · { $cost ->
        [free] free
        [free-audit] free to follow, the certificate costs
       *[low]
            { $priced ->
                [yes] { $price }
               *[no] low cost
            }
    }{ $hours ->
        [0] {""}
        [one] {" "}· about an hour
       *[other] {" "}· about { $hours } hours
    }{ $language ->
        [en] {""}
        [mul] {" "}· several languages
        [es] {" "}· in Spanish
        [fr] {" "}· in French
        [de] {" "}· in German
        [pt] {" "}· in Portuguese
       *[other] {" "}· language: { $language }
    }
part-kind =
    .course = course
    .webinar = webinar
    .workshop = workshop
    .certificate = certificate
part-coach =
    { $cost ->
        [free] Free
        [free-audit] Free in part
       *[low] Costs a little
    }: { $helps }
part-help =
    .mock-interview = mock interviews
    .behavioural = behavioural questions
    .resume = résumé
    .profile = profile
    .job-search = the search itself
part-more = More of them
part-tomorrow = Tomorrow, then.
part-two-days = In two days, then.
part-next-week = Not this week. I'll ask again in a week.
part-zone-known =
    Your clock says { $city }. Is that your time zone? It keeps check-ins out of your night.
    .yes = Yes
    .other = Another one
part-region =
    Which part of the world are you in? It keeps check-ins out of your night.
    .europe = Europe
    .americas = The Americas
    .africa-asia = Africa and Asia
    .pacific = Australia and the Pacific
    .write = Type a city
part-zone =
    Which city shares your clock? If it is not on the list, type it.
    .menu = Pick a city
    .write = Type a city
part-country =
    Which country are you in? It is only used to show numbers that work there.
    .menu = Pick a country
    .elsewhere = Another, or rather not say
    .write = Type a country
part-country-unknown = I have no numbers for "{ $typed }" yet. These work from anywhere:
part-which-place =
    Where would you like it to go? You see the line again before anything is posted.
    .menu = Pick a channel
part-outcome =
    { $outcome ->
        [posted] It is in { $place } now, under your name.
        [refused] { $place } did not take it, so nobody saw it. Your words are still here to copy.
       *[unknown] I could not see whether it arrived in { $place }. I won't send it twice; have a look there.
    }

# What others see, in a channel: only after the member saw it and pressed.
post-listen = A no today, for { $name }. Someone to listen would help: a line or a call is enough.
post-win =
    { $own ->
        [yes] { $name }, after a no: { $text }
       *[no] { $name }, after a no: { $tags }
    }
post-seek =
    { $own ->
        [yes] Looking for a mentor ({ $name }): { $tags }. { $text }
       *[no] Looking for a mentor ({ $name }): { $tags }.
    }

problem-empty = That was empty. Write a few words, or tap one of the choices.
problem-too-long = That is { $given } characters and I can keep { $limit }. Send the part that matters most; nothing else changed.
problem-tap-one = That is not one of the choices here. Tap one of them; what you answered before is kept.
problem-tap-some = Pick between { $least } and { $most } of them.
problem-date-past = That day has passed. Pick a later one; the rest is kept.
problem-date-far = That is more than three years off. Pick a nearer day; the rest is kept.
problem-date-unread = I could not read "{ $typed }" as a day. Try "next Friday" or "3 March", or tap one below.
problem-zone-unknown = I know no time zone called "{ $typed }". Type a city, like Lisbon, or a full name, like Europe/Lisbon.
problem-no-such-stage = I don't know the stage "{ $typed }", so I left it out. You can tap it below or later.
problem-no-such-command = There is no /bounceback { $word }. These are what there is:
problem-gone = That button belongs to something that is finished. Nothing was changed.
problem-unreadable = Something that I kept for you cannot be read any more: it was damaged where this bot runs. The rest is safe. Please tell whoever runs it. /bounceback privacy works, and can delete it.
problem-not-saved = I could not save that: the disk of this bot is full or out of reach. What you answered before is safe. Please tell whoever runs it, and try again later.
