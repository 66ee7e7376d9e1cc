# Accountability circles, as members meet them. What stands in a channel is under post-; everything else only its member sees.

# What others see: shown to its author first, word for word.
post-commitment = { $name }, this week: { $tagged ->
        [yes] { $tags }
       *[no] { $text }
    } · by { $day }{ $placed ->
        [yes] {" "}· { $where }
       *[no] {""}
    }
    .cheer = Cheer

part-where =
    .home = at home
    .library = at the library
    .cafe = in a café
    .together = with somebody
part-commitment =
    { $done ->
        [yes] done
       *[no] by { $day }
    }{ $placed ->
        [yes] , { $where }
       *[no] {""}
    }{ $sight ->
        [public] {""}
        [pod] {" "}· your pod sees it
       *[private] {" "}· only you see it
    }
part-your-pod = your pod
part-circle-state =
    { $state ->
        [paused] The circle in { $place } is paused by those who run this community. Weeks in a pause don't count, and nothing is asked.
        [lost] I can't post in { $place } at the moment. Those who run this community see that under /bounceback admin. What you said is kept.
       *[closed] The circle in { $place } is closed. What you said there is kept until you delete it.
    }
part-circle-begins = { $weekday } at { $at }, { $zone } time

circle-none =
    There is no circle in this community yet. A circle is a channel where people say one thing they will do this week.

    Those who run this community can begin one: /bounceback admin, then "Set up a circle here".
    .shared = What I shared
    .home = My plan
circle-reported =
    You told those who run your community about something that was posted. { $how ->
        [left] They looked at it, and it stays.
       *[other] It is down.
    }
circle-which =
    Which circle?
    .menu = Pick a circle
circle-join =
    { $place } is a circle. Once a week you say one thing you will do; you tick it, change it, or let it go.

    For each one you choose who sees it: the circle, { $pods ->
        [yes] your pod (a small group), or only you
       *[no] or only you
    }. Nobody is named for missing.

    Joining posts nothing and sends you nothing. Buddies and a midweek look are off until you turn them on.
    .join = Join
    .not-now = Not now
circle-not-now = Not now, then. /bounceback circle is where it is.
circle-joined = You are in the circle of { $place }. Nothing was posted.
circle-between = No week is open in { $place } at the moment. The next one begins on { $begins }.
circle-week =
    { $some ->
        [yes] Your week in { $place }, until { $last }:
       *[no] This week in { $place } goes until { $last }. You have said nothing yet, and that is allowed.
    }
circle-one = • { $what } · { $detail }
circle-more =
    { $count ->
        [one] And one more.
       *[other] And { $count } more.
    }
circle-cheers =
    { $count ->
        [one] A cheer for "{ $what }": { $cheers }
       *[other] { $count } cheers for "{ $what }": { $cheers }
    }
circle-weeks =
    { $weeks ->
        [one] One week so far: { $shown ->
            [0] nothing said, which is allowed.
           *[other] you said what you would do.
        }
       *[other] You said what you would do in { $shown } of the last { $weeks } weeks.
    } { $needs } of any { $of } is plenty.
circle-buddy =
    { $count ->
        [one] Your buddy this week: { $names }.
       *[other] Your buddies this week: { $names }.
    }
circle-pod = You are in a pod: a small group that can see what you choose to say there.
circle-away = You are away until { $day }. Nothing is asked, and these weeks don't count.
circle-what =
    { $away ->
        [yes] You can come back early, and say something all the same.
       *[no] What would you like to do?
    }
    .commit = Say what I'll do
    .tick = Tick or change one
    .away =
        { $away ->
            [yes] I'm back, or later
           *[no] Away for a while
        }
    .settings = Settings, leave
    .shared = What I shared
circle-week-none = Nothing of yours is left in this week.
circle-week-which =
    Which one?
    .menu = Yours, this week
    .back = Back to the circle

circle-away-how =
    You are away until { $day }. Nothing is asked before that.
    .back = I'm back now
    .longer = Another day
    .leave = Leave it
circle-away-back = Back. This week counts again, if you say something.
circle-away-until =
    Until which day? Nothing is asked before it, and weeks that you are away don't count either way.

    Nobody sees that you are away. What you said this week stays; you can let it go.
circle-away-kept = Away until { $day }. Coming back early is one tap.

circle-settings-what =
    Your circle in { $place }.

    The midweek look, a question by DM about what you said: { $looks ->
        [yes] on
       *[no] off
    }.{ $buddies ->
        [none] {""}
        [yes] {" "}Buddies, a partner for a week: on.
       *[no] {" "}Buddies, a partner for a week: off.
    }{ $consent ->
        [no] {" "}Check-ins are off, so no look comes until /bounceback settings turns them on.
       *[other] {""}
    }
    .looks =
        { $looks ->
            [yes] Turn the look off
           *[no] Turn the look on
        }
    .buddies =
        { $buddies ->
            [yes] Turn buddies off
           *[no] Turn buddies on
        }
    .apart = Not with this buddy again
    .leave = Leave the circle
    .back = Back to the circle
circle-settings-looks =
    { $on ->
        [yes]
            { $consent ->
                [no] The look is on. It waits until check-ins are on again, under /bounceback settings.
               *[other] The look is on: one question midweek, only if something of yours is open.
            }
       *[no] The look is off.
    }
circle-settings-buddies =
    { $on ->
        [yes]
            { $consent ->
                [no] Buddies are on. Check-ins are off, so nothing comes by DM; who it is stands under /bounceback circle.
               *[other] Buddies are on. From the next pairs on you may get a partner; you are told half a day before.
            }
       *[no] Buddies are off. You are in no new pairs.
    }
circle-settings-apart =
    With whom would you rather not be paired again?

    They are not told, and neither is anybody else. No reason is asked, and none is kept.
    .back = I'm fine with all of them
circle-settings-apart-kept = Kept: you and { $name } are not paired again. Nobody is told.
circle-settings-leave =
    Leave the circle of { $place }? What you said this week and have not ticked is let go, and its posts go from there.

    Nobody is told. You can join again any time.
    .yes = Leave it
    .no = Stay
circle-settings-left = You have left the circle of { $place }. /bounceback circle brings you back, if you ever want to.

commit-gone = That circle is not there any more, or you are not in its community. Nothing was changed.
commit-over = That week is over. This one goes until { $last }:
commit-no-round = No week is open at the moment. The next one begins on { $begins }.
commit-full = You have said { $count } things for this week. That is enough for anybody; one can be changed or let go.
commit-muted = Until { $day } you can't post in { $place }: those who run it decided that about something you wrote. What you keep to yourself works as always.
commit-meanwhile = That week ended, or the circle stopped, before you pressed. Nothing was posted and nothing was kept.
commit-no-pod-place = Your pod has no place of its own at the moment, so nothing can be said in it yet.
commit-pod-meanwhile = Your pod's place is not the one it was, so nothing was posted.
commit-joins = You are not in the circle of { $place } yet. Saying something here puts you in it; stopping before does not.
commit-what =
    What will you do this week? Small is good: half an hour counts.{ $planned ->
        [yes] {" "}What is on your plan is in the list.
       *[no] {""}
    }

    Nobody sees it before you say who does.
    .menu = Pick one
    .write = Say it in my words
commit-planned = on your plan
commit-small =
    .application = Send one application
    .feedback = Ask one place for feedback
    .message = Write to one person
    .practice = Say one interview answer aloud
    .rest = Rest, on purpose
commit-day =
    By which day? A day makes it easier to begin, and it can be moved.
    .menu = Pick a day
commit-day-option = { $day }
commit-where =
    Where will you do it? Naming a place helps some people to begin. It can be left out.
    .menu = Pick a place
    .write = Type a place
    .skip = Leave it out
commit-who =
    Who sees it? Under your name in { $place }{ $pod ->
        [yes] , in your pod only,
       *[no] {""}
    } or nowhere.
    .public = The circle sees it
    .pod = Only my pod sees it
    .private = Only I see it
commit-sure =
    { $pod ->
        [yes] That is all that your pod would see.
       *[no] That is all that { $place } would see. Under it is a button for cheers.
    } You can change it later, or let it go; the post follows.
    .post = Post it
    .change = Change something
    .keep = Keep it to myself
commit-change =
    What would you like to change?
    .what = What I'll do
    .day = The day
    .where = The place
    .who = Who sees it
commit-kept = Kept for { $day }. Only you see it.
commit-kept-there = /bounceback circle is where you tick it, change it, or let it go.
commit-kept-alone = It is kept for you alone.
commit-look =
    Shall I ask once, in the middle of the week, how it goes? By DM, and only if something of yours is open.

    A button in it stops these looks.
    .yes = Ask me once
    .no = No, I'll look myself
commit-looks = Then once, midweek.

commitment-gone = That is not among yours any more.
commitment-how =
    { $what }

    { $detail }{ $stands ->
        [yes] . It stands in the channel: words, day and letting go follow there. A tick doesn't.
       *[no] .
    }
    .done = Done
    .words = Change the words
    .date = Another day
    .go = Let it go
    .leave = Leave it
    .not-done = Not done yet, after all
commitment-done =
    Done: { $what }. { $kind ->
        [application] An application is out, and the rest is theirs to do.
        [feedback] Asking is the part that was in your hands.
        [message] One more person knows.
        [practice] Said aloud once, it comes easier the next time.
        [rest] Rest was the plan, and it happened.
       *[other] It was said, and then it was done.
    }{ $planned ->
        [yes] {" "}It is ticked on your plan too.
       *[no] {""}
    }
commitment-open-again = Open again: { $what }
commitment-words =
    How should it read? Now: { $what }{ $stands ->
        [yes] . You see the post as it will read before it changes.
       *[no] . Only you see it.
    }
    .write = Write it
    .skip = Leave it
commitment-day =
    { $what }

    Which day instead? Moving it is fine, and counts as much.
commitment-sure =
    So it would read in the channel, in place of what stands there.
    .yes = Change the post
    .no = Leave it as it is
commitment-muted = Until { $day } you can't change what stands in the channel. Nothing was changed; you can still tick it or let it go.
commitment-changed =
    Changed{ $stands ->
        [yes] , and the post with it.
       *[no] .
    }
commitment-moved =
    Moved to { $day }{ $stands ->
        [yes] , and the post with it.
       *[no] .
    }
commitment-gone-now =
    Let go{ $stands ->
        [yes] , and its post goes from the channel.
       *[no] .
    } Not done is fine, and nobody is told.

cheer-clear = Clear and doable
cheer-effort = That takes work
cheer-likewise = I'm at the same thing
cheer-glad = Good that this gets done
cheer-report = Report this
cheer-gone = That is not there any more, or it is not for you to see. Nothing was changed.
cheer-kind =
    { $name }: { $what } ({ $detail })

    Pick a cheer for it: one each. { $name } sees which one came, not from whom. No message is sent.
cheer-kept = Kept: { $cheer }. The same button takes it back.
cheer-again =
    { $name }: { $what }

    Your cheer for it: { $cheer }
    .back = Take it back
    .keep = Leave it
cheer-taken-back = Taken back.
cheer-stays = It stays.

circle-look-nothing = Nothing of yours is open in the circle this week.
circle-look-which =
    A look at your week in { $place }: { $count } things are open. Pick one, or leave them be.
    .menu = Yours, still open
    .stop = Stop these looks
circle-look-how =
    A look at your week in { $place }. You said: { $what } ({ $detail })

    How is it? Any answer is fine, and nobody is told.
    .done = Done
    .still = Still on it
    .move = Move it to another day
    .go = Let it go
    .stop = Stop these looks
circle-look-still = Good to know. Nothing more is asked about it this week.
circle-look-stopped = Stopped: no more looks from this circle. Your week stays as it is.

shared-none = Nothing that you shared stands anywhere at the moment.
shared-which =
    { $count ->
        [one] One line of yours stands in a channel.
       *[other] { $count } lines of yours stand in channels, the newest first.
    } Pick one to see it, and to take it back.
    .menu = What you shared
    .home = My plan
shared-where = { $place }, { $day }
shared-sure =
    That stands in { $place } since { $day }, under your name. Take it back? What others wrote under it stays theirs.
    .yes = Take it back
    .no = Leave it there
