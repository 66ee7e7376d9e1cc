# Telling those who run a community that something is wrong.
report-gone = That is not there any more, or not for you to see. Nothing was sent.
report-mine = That one is yours. You can change it or take it back under /bounceback circle.
report-again =
    { $state ->
        [open] You told those who run this community about it already. They have not settled it yet.
        [left] You told those who run this community about it. They looked at it, and it stays.
       *[other] You told those who run this community about it. It is down.
    }
report-enough = You sent { $count } reports today. That is as many as I pass on in a day; you can go on tomorrow. If it can't wait, write to somebody who runs this community.
report-about = { $name } wrote:
report-wrong =
    What is wrong with it? Nothing is sent before you have seen it.
    .unkind = It is unkind
    .money = It asks for money or private data
    .advertising = It is advertising
    .worried = I am worried about them
    .other = Something else
report-worried =
    You can also tell those who run this community. They are people like you, not a helpline, and they may read it late.
    .person = Show me who to call
    .tell = Tell those who run it
    .leave = Leave it at this
report-scam =
    Pay nothing, and send no copy of an ID, no bank details and no codes, whatever the reason is. No real job costs a fee, buys equipment with your cheque, or pays in gift cards or crypto.

    If you paid or sent something already: call your bank, and change the passwords that they know.
report-words =
    A few words, if you like: what happened, or what they should look at. You can skip it.
    .write = Write a few words
    .skip = Skip
report-send =
    This goes to those who run this community: the lines above, and what you picked ("{ $wrong }"). They get nothing else of yours, and the author is not told.

    It is kept for 90 days at most. You can stay unnamed, or let them know that it was you, so that they can ask back.
    .unnamed = Send it unnamed
    .named = Send it with my name
    .no = Don't send it
report-your-words = You add:
report-sent = Sent. How it ends I tell you by DM, if check-ins are on. Reporting the same line again shows it too.
report-not-sent = Nothing was sent.
report-apart =
    Would you like never to be paired with { $name }? Nobody is told.
    .apart = Never pair us
    .leave = Leave it as it is
report-kept-apart = You won't be paired with them.
report-closed = That was it. Thank you for saying something.

report-settled-how =
    You told those who run your community about something that was posted. { $how ->
        [left] They looked at it, and it stays.
       *[other] It is down.
    }
    .thanks = All right
    .home = My plan
report-settled-bye = It is closed, then.

# For those who run a community: what members reported.
admin-reports-none = No report is waiting here.
admin-reports-which =
    What members reported and nobody has settled yet, the newest first. You see what they picked, and nothing else of theirs.
    .menu = Pick a report
    .done = Done
admin-reports-one = { $wrong }
admin-reports-day = { $day }
admin-reports-gone = What it was about is not there any more. Its author took it back, or it went with its week.
admin-reports-about = { $name } wrote, and it still stands:
admin-reports-what = Somebody reported on { $day }: "{ $wrong }".
admin-reports-named = { $name } reported on { $day }, and wants you to know it was them: "{ $wrong }".
admin-reports-words = They add:
admin-reports-do =
    What do you decide? Whoever reported it hears only whether it stays or is down. It is noted in your log that you settled it.
    .left = It stays
    .down = Take it down
    .week = Take it down, no posts by them for a week
    .month = Take it down, no posts by them for 30 days
admin-reports-settled-left = Settled: it stays.
admin-reports-settled-down = Settled. It is being taken down; that can take a few minutes.
admin-reports-settled-week = Settled. It is being taken down, and they can post nothing here for a week. What they keep for themselves goes on.
admin-reports-settled-month = Settled. It is being taken down, and they can post nothing here for 30 days. What they keep for themselves goes on.
admin-reports-meanwhile = Somebody else settled that one in the meantime.

kept-report =
    { $count ->
        [one] one report
       *[other] { $count } reports
    }
kept-muted =
    { $count ->
        [one] one pause from posting, set by those who run a community
       *[other] { $count } pauses from posting, set by those who run communities
    }
