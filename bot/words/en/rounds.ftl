# What the bot says in the channel of a circle, and in private about pairs and circles that it cannot reach any more.

round-invitation =
    A new week in { $name }. What is one thing you will do by the end of it?

    One line is enough: a message sent, a page read, a walk. Small counts, and resting counts.

    The button opens in private. You choose there who sees it: everybody here, your pod, or only you.
    .commit = Say what I'll do
round-helper = { $helper } is around this week, if a question comes up.

round-digest-opening = That was the week in { $name }.
round-digest =
    { $people } people said what they would do: { $commitments ->
        [one] one thing
       *[other] { $commitments } things
    }. { $done ->
        [0] None of it is ticked yet, and all of it can still be.
        [one] One is done so far.
       *[other] { $done } are done so far.
    }{ $cheers ->
        [0] {""}
        [one] {" "}One cheer went round.
       *[other] {" "}{ $cheers } cheers went round.
    }
round-digest-few = It was a small one: too few people for numbers. What is open can still be ticked.
round-digest-quiet =
    That was a quiet week in { $name }. Weeks like that are part of a search.

    The next one begins tomorrow, and one small thing is enough for it.
round-digest-done = Done this week, as far as it may be told here:
round-digest-one = • { $name }: { $what }
round-digest-more = { $count ->
    [one] • and one more
   *[other] • and { $count } more
}
round-digest-end = What is not done can come along into the next week, or be let go. The next one begins tomorrow.
round-pod-digest = That was the week. Done, and told in here only:
round-pod-digest-empty = That was the week.
round-few =
    Pods of three to five begin as soon as three people are in this circle. Until then it is one circle for everybody.

    Nothing is missing without them: what you say here works the same.

buddy-soon-how =
    On { $at } the pairs for the next week in { $name } are made: you and one other person, sometimes two.

    You would each hear the other's name, and no more than that. If you say nothing, you are in.
    .in = I'm in
    .not-this-time = Not this time
    .away = Away until ...
    .stop = No pairs any more
buddy-soon-in = Good. I'll tell you who it is.
buddy-soon-not = Not this time, then. The week itself goes on as usual, and I'll ask before the next pairs.
buddy-soon-day = Until which day? On that day you are back. Until then you get no buddy and no look midweek.
buddy-soon-away = Away until { $day }. Nobody is told. /bounceback circle brings you back earlier.
buddy-soon-stopped = No pairs any more in { $name }. /bounceback circle turns them on again.

buddy-who-it-is =
    You are buddies with { $others } this week, in { $name }. One message each is enough. Here is a first one to copy:
buddy-how =
    They were told the same, and nothing else about you.
    .good = That's fine
    .apart = Rather not with them
    .stop = No pairs any more
buddy-hello = Hi { $others }, we're buddies this week. My one thing is ... What is yours? I'll ask about yours midweek.
buddy-good = Then have a good week.
buddy-who =
    With whom? You won't be put together again. They are not told, and nothing shows it.
    .none = Leave it as it is
buddy-apart = Kept: not with { $other } again. They are not told. This week stays as it is; you need not write.
buddy-left-as-it-is = Left as it is.
buddy-stopped = No pairs any more in { $name }. /bounceback circle turns them on again.
buddy-alone-how =
    { $why ->
        [only] No buddy this week in { $name }: nobody else there takes part in pairs so far.
        [away] No buddy this week in { $name }: everybody else who takes part is away.
       *[none] No buddy this week in { $name }: it did not come out even this time.
    }

    The week goes on as usual, and the next pairs are in a week.
    .good = All right
    .stop = No pairs any more
buddy-alone-good = The next pairs are in a week, then.

circle-trouble-how =
    I can't write in { $name } any more: the channel is gone, or closed to me. So its week is on hold, and nobody is told.

    Nothing is lost: who is in it, and what they set themselves, stays.

    To go on: let me see the channel and write there, or choose another one, under /bounceback admin.
    .good = I'll see to it
    .later = Ask me in three days
circle-trouble-good = Thank you. Once I can write there, the circle begins with its next week.
circle-trouble-later = In three days, then, if it is still on hold.

# The name of a pod's private place.
round-pod = pod { $number }
