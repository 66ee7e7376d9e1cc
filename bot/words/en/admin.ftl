# What organisers see: those who run a community, by their platform's own roles.

admin-not-you = That is for those who run this community. What is yours is in /bounceback home.
admin-elsewhere = This is about { $place }. Go on with it there: type /bounceback admin.
admin-only-there = This is for a channel of your community. Type /bounceback admin in the channel that it is about.
admin-later = I could not find out whether you run this community. Nothing was changed. Try it again in a minute.

admin-silent =
    { $off ->
        [yes] I say nothing in this community: it is switched off. "Pause" in the menu switches it on again.
       *[no] I say nothing in this community for now: it is paused. "Pause" in the menu ends that.
    }
admin-lost = I can't reach the channel of a circle here any more: { $what }. Nothing in it is lost. "Set up a circle here" moves it.
admin-lacks = In this channel I may not: { $what }. "What I may do here" says what each is for.
admin-what =
    Members type /rejected after a no; only they see what follows. That works already, in every channel.

    { $circle ->
        [none] Next, if you like: a circle in { $place }, where members say each week what they will do. It takes about five taps.
        [open] { $place } is a circle. Members say there each week what they will do.
       *[other] { $place } is a circle that rests for now.
    }

    There is also a message with buttons, for people who don't type commands. Post it, then pin it.
    .circle =
        { $circle ->
            [none] Set up a circle here
           *[other] The circle here
        }
    .pin = Post the message with buttons
    .menu = Everything else
    .channel = What is on in this channel
    .check = What I may do here
    .words = Some of my words, in yours
    .content = What you list: openings, groups, events
    .helpers = Helpers
    .limits = How often members are written to
    .pause = Pause, or stop everything here
    .reports = What was reported
    .numbers = The weekly numbers
    .log = Who changed what

admin-pin-outcome =
    { $outcome ->
        [posted] It is in { $place } now. Pin it there, so that people find it later.
        [refused] { $place } did not take it. "What I may do here" in the menu says what I lack; while I am paused, I post nothing.
       *[unknown] I could not see whether it arrived in { $place }. Have a look there before you post it again.
    }
post-pinned =
    Turned down for a job? Press the button, or type /rejected.

    A calm minute first, then six small steps, mostly tapping. Only you see it.
    .rejected = I got a no
    .circle = The circle here
    .help = What is this?

admin-check-well = In { $place } I may do all that I need.
admin-lack =
    .see = { $name }: without it I don't see this channel at all.
    .say = { $name }: to post the invitation, the digest, and lines that members share.
    .again = { $name }: to find my own posts again, and take back a member's line when they ask.
    .files = { $name }: for the picture of the week, and the files that members ask for.
    .pods = { $name }: for the private places of pods. Without it pods have none; all else goes on.
    .inside = I am not in this channel, so I can post nothing here. Type /invite @Bounceback in it.
    .look = { $name }: to see whether I am in a channel, and tell you what I lack there.
    .other = { $name }: I asked for it when I was invited, and it is gone since.
admin-check-podless = Pods in { $place } have no private place yet: I was not let make one. I try again by myself, twice a day.
admin-check-lost = The channel of the circle { $name } is gone, or closed to me. It waits for another one; nothing in it is lost.
admin-check-then =
    { $lacks ->
        [yes] Allow these in the channel's settings, then look again. Nothing else is needed.
       *[no] I read no messages here, and no organiser sees what a member writes.
    }
    .again = Look again
    .circle = Move a circle here
    .admin = Back to the menu

admin-log-line = { $entry }
admin-log-entry =
    { $known ->
        [yes] { $at }: { $who } { $what }
       *[no] { $at }: somebody who left { $what }
    }
admin-log-empty =
    { $more ->
        [yes] That was all.
       *[no] Nothing was changed here yet.
    }
admin-log-then =
    What organisers change is noted here for 90 days. What members do never is.
    .older = Older ones
    .admin = Back to the menu
audit-circle-set = set up a circle in { $subject }
audit-circle-changed = changed the circle in { $subject }
audit-circle-paused = paused the circle in { $subject }
audit-circle-opened = let the circle in { $subject } go on
audit-circle-closed = closed the circle in { $subject }
audit-circle-moved = moved a circle to { $subject }
audit-lines-on = let lines be shared in { $subject }
audit-lines-off = ended the sharing of lines in { $subject }
audit-mentors-on = let requests for a mentor be posted in { $subject }
audit-mentors-off = ended requests for a mentor in { $subject }
audit-pinned = posted the message with buttons in { $subject }
audit-paused = paused everything here
audit-resumed = ended the pause
audit-off = stopped everything here
audit-on = switched everything on again
audit-cap =
    { $named ->
        [yes] set the limit of a week to { $subject }
       *[no] left the limit of a week to what members chose
    }
audit-helper-vouched = vouched for a helper
audit-helper-unvouched = took back a vouch for a helper
audit-helper-skipped = let a helper's next turn pass
audit-helper-unskipped = gave a helper their next turn back
audit-helper-removed = took somebody off the list of helpers
audit-taken-back = took back what they had changed
audit-words-changed = changed my words
audit-words-ours = went back to my words
audit-content-added = listed something
audit-content-changed = changed something that is listed
audit-content-removed = took something off a list
audit-report-left = settled a report: it stays
audit-report-down = settled a report: taken down
audit-report-week = settled a report: taken down, with a week without posts
audit-report-month = settled a report: taken down, with 30 days without posts

admin-circle-lost =
    A circle of this community has lost its channel. Its people and what they said they would do are all there.

    Shall it go on in { $place }, or is this to be a new one?
    .new = Set up a new one
admin-circle-move = Move { $name } here
admin-circle-moved = The circle goes on in { $place }. The next thing it has to say comes there.
admin-circle-day =
    On which day does a week begin? I post an invitation that day, and a digest when the week is over.
    .menu = Pick a day
admin-circle-hour =
    At which hour? Pick one at which most people here are awake.
    .menu = Pick an hour
admin-zone-known =
    By the clock of { $city }? That is yours.
    .yes = Yes
    .other = Another one
admin-region =
    Whose clock does the circle go by?
    .europe = Europe
    .americas = The Americas
    .africa-asia = Africa and Asia
    .pacific = Australia and the Pacific
    .write = Type a city
admin-zone =
    Which city has that clock? If it is not on the list, type it.
    .menu = Pick a city
    .write = Type a city
admin-circle-look =
    This is what I post in { $place }, for the first time on { $first }, by the clock of { $city }.

    After that every { $day } at { $hour }. Nobody is in it until they press. All of it can be changed later.
    .start = Start it
    .week = Show me a week
    .pods =
        { $pods ->
            [on] Pods of 3 to 5: on
           *[off] Pods of 3 to 5: off
        }
    .buddies =
        { $buddies ->
            [on] Buddies: on
           *[off] Buddies: off
        }
    .leave = Not now
admin-circle-started = { $place } is a circle. The first invitation comes on { $first }, by the clock of { $city }, and then one every { $day } at { $hour }. Until the first I say nothing there.
admin-week = A week in { $place }, as it would read. None of it is posted, and the names are made up.
admin-week-sam = Sam
admin-week-one = Ask Jo about the opening
admin-week-detail = by Friday
admin-week-buddy = When it begins, by DM, to whoever takes part in pairs:
admin-week-look = Midweek, by DM, to whoever asked for it and has something open:
admin-week-digest = Six days after the invitation, here:
admin-circle-change =
    { $state ->
        [open] { $place }: every { $day } at { $hour }, by the clock of { $city }. The next week begins on { $first }.
        [lost] { $place }: I can't post there any more. Allow it again, and let it go on.
       *[other] { $place } rests. It would begin on { $first }, by the clock of { $city }, every { $day } at { $hour }.
    }
    .menu = Change something
    .day = The day
    .hour = The hour
    .zone = The time zone
    .pods =
        { $pods ->
            [on] Pods of 3 to 5: switch off
           *[off] Pods of 3 to 5: switch on
        }
    .buddies =
        { $buddies ->
            [on] Buddies: switch off
           *[off] Buddies: switch on
        }
    .week = Show me a week
    .pause = Let it rest
    .resume = Let it go on
    .close = Close it
    .leave = Back to the menu
admin-circle-changed =
    { $what ->
        [pause] It rests from now on. A week that is under way is not held against anybody.
        [resume] It goes on.
        [zone] It goes by the clock of { $city } now. A week that is under way ends as it was announced.
       *[other] Changed. A week that is under way ends as it was announced.
    }
admin-circle-close =
    Close the circle in { $place }? No invitation comes any more, and its pods end.

    Its members keep all that they wrote, under /bounceback circle. You can set it up again here at any time.
    .yes = Close it
    .no = Keep it
admin-circle-closed = The circle in { $place } is closed. What members wrote in it is still theirs.

admin-channel-others =
    { $count ->
        [one] Lines may also be shared in { $places }.
       *[other] Lines may also be shared in { $places }.
    }
admin-channel-what =
    { $place }: what is on here. Each line waits for its author's own press, and stands under their name.

    { $circle ->
        [none] There is no circle here.
        [open] There is a circle here.
       *[other] There is a circle here, and it rests for now.
    }
    .lines =
        { $lines ->
            [on] Sharing lines: switch off
           *[off] Sharing lines: switch on
        }
    .mentors =
        { $mentors ->
            [on] Mentor requests: switch off
           *[off] Mentor requests: switch on
        }
    .circle = The circle
    .pin = Post the message with buttons
    .leave = Back to the menu
admin-channel-cannot = Nothing was changed: in { $place } I may not do this yet: { $what }.
admin-channel-lines =
    { $on ->
        [yes] Members can share a line in { $place } from now on.
       *[no] Nobody is asked to share a line in { $place }. What stands there stays; its authors can take it back.
    }
admin-channel-mentors =
    { $on ->
        [yes] Who looks for a mentor may have that posted in { $place }.
       *[no] No request for a mentor is posted in { $place } from now on.
    }

admin-pause-what =
    { $state ->
        [off] Everything is stopped here: I post nothing, invite nobody, and send no check-in that came from this community.
        [day] I am paused here until { $day }.
        [open] I am paused here until you end it.
       *[no] A pause: I post nothing here and invite nobody, and check-ins that came from this community wait.
    }

    /rejected and all private steps go on working either way: they are the members' own.
    .day = Pause until a day
    .until = Pause until I end it
    .resume = End the pause
    .off = Stop everything here now
    .on = Switch it on again
    .leave = Back to the menu
admin-pause-day =
    Until which day? On that day it goes on by itself.
admin-pause-paused = Paused. It goes on by itself on { $day }.
admin-pause-paused-open = Paused, until you end it here.
admin-pause-resumed = The pause is over. What waited comes at its own time, no more than one a day.
admin-pause-off =
    Stop everything here now? No post, no invitation, no check-in that came from this community, until you switch it on again.

    /rejected and the private steps go on working for members. Nothing of theirs is lost.
    .yes = Stop it
    .no = Leave it on
admin-pause-off-now = Stopped. I say nothing in this community until you switch it on again.
admin-pause-on-again = It is on again. Circles go on at their next hour.

admin-limits-cap =
    { $cap ->
        [ours] A member gets at most one check-in a day and three a week, and fewer if they chose so.
        [0] No check-in comes from this community now.
        [1] At most one check-in a week comes from this community now.
       *[other] At most { $cap } check-ins a week come from this community now.
    }

    How many of these may come from here in a week? Messages about their own buddy or circle are not counted.
    .leave = Leave it
admin-limits-count =
    { $count ->
        [0] None
        [3] Three, the most there is
        [one] One
       *[other] Two
    }
admin-limits-set =
    { $count ->
        [0] No check-in comes from this community from now on.
        [3] Members' own limits are the only ones again.
        [one] At most one a week from now on.
       *[other] At most { $count } a week from now on.
    }

admin-helpers-who =
    { $count ->
        [0] Nobody has offered to help yet. Members find it under /bounceback help: "Be around for others".
        [one] One member offered to be around for a week now and then.
       *[other] { $count } members offered to be around for a week now and then.
    }

    Once somebody here vouches for them, they are asked in turn. Only after their own yes does the invitation name them.
    .menu = Pick somebody
    .leave = Back to the menu
admin-helpers-detail =
    { $vouched ->
        [yes] { $skipped ->
            [yes] vouched for, next turn passes
           *[no] vouched for
        }
       *[no] waits for a vouch
    }{ $turns ->
        [0] {""}
       *[other] , named { $turns }×
    }
admin-helpers-how =
    { $vouched ->
        [yes] Somebody vouched for { $name }.
       *[no] { $name } offered to help, and says they are 18 or older. Vouch only for somebody whom you know here.
    }
    { $skipped ->
        [yes] Their next turn passes.
       *[no] {""}
    }
    { $turns ->
        [0] They have not been named yet.
       *[other] Named so far: { $turns }×.
    }
    .vouch = Vouch for them
    .unvouch = Take the vouch back
    .skip = Let their next turn pass
    .unskip = Give the turn back
    .remove = Take them off the list
    .leave = Leave it
admin-helpers-done =
    { $how ->
        [vouch] { $name } is asked when it is their turn.
        [unvouch] { $name } is not asked any more, until somebody vouches again.
        [skip] { $name }'s next turn passes.
        [unskip] { $name } has their turn again.
       *[remove] { $name } is off the list. They are not told; they can offer again.
    }

helping-nowhere = This is for members of a community. Type /bounceback help in yours, and choose "Be around for others".
helping-offer =
    Be around for a week now and then: say hello to who is new in the circle, answer a question. No advice is needed.

    An organiser vouches for you first. Then I ask you before each of your weeks, and name you only after your yes.

    It is for people of 18 and older. You can stop at any time; the organisers see your name and this offer, nothing else.
    .adult = I'm 18 or older, count me in
    .leave = Not now
helping-offered =
    Thank you for offering. The organisers see it now.
    { $consent ->
        [yes] {""}
       *[other] I can ask you only if check-ins are on: /bounceback settings.
    }
helping-left = Nothing was kept, and nobody was told.
helping-stop =
    You offered on { $since } to be around for a week now and then. { $vouched ->
        [yes] An organiser vouched for you.
       *[no] Nobody has vouched for you yet, so you are not asked.
    }

    Stop offering it?
    .yes = Stop it
    .no = Leave it
helping-stopped = You are off the list, and asked no more.
helping-stays = It stays as it is.
helper-turn-how =
    The week in { $place } that begins on { $day }: would you be its helper? The invitation would name you, so that people know whom to ask.
    .yes = Yes, name me
    .no = Not this week
    .stop = Stop asking
helper-turn-yes = The invitation in { $place } on { $day } names you. Thank you for being around.
helper-turn-no = Not this week, then. I ask you again when it is your turn.
helper-turn-stop = You are off the list in { $place }. You can offer again under /bounceback help.
helper-turn-gone = That week has begun already, so there is nothing to answer.
