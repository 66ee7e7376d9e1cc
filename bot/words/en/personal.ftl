personal-feeling =
    About { $which }: what is closest right now? Naming it takes a second, and no answer is wrong.
    .menu = What is closest
    .skip = Skip
personal-feeling-words =
    What would you call it? Only you see this.
    .write = Name it
    .skip = Leave it unnamed
personal-breath =
    { $feeling ->
        [relieved] Relief counts too. Part of you may have known.
        [angry] Angry makes sense. You gave them your time.
        [embarrassed] Embarrassed is common, and nobody is keeping score but you.
        [numb] Numb is a feeling as well. It passes at its own pace.
        [flat] Flat is what is left when you have been hoping for a while.
        [anxious] Anxious makes sense. A plan with a day on it can come later; the body comes first.
        [sad] Sad is what it costs to have wanted it.
        [tired] Tired makes sense. Applying is work that nobody pays for.
        [disappointed] Disappointed means that it mattered.
       *[other] Whatever it is, it can be here while we go on.
    }

    A minute of slow breathing settles the body a little: in for 4 seconds, out for 6.
    .yes = Breathe for a minute
    .no = Skip the breathing
personal-breathe =
    Follow the line. Stop at any time, and stop if you feel dizzy.
    .done = That's enough
    .inhale = Breathe in
    .exhale = Breathe out
personal-helps =
    { $turn ->
        [0] Four small things help some people after a no. Pick one, or go on.
       *[other] Another one, or on to looking back?
    }
    .values = What I stand for
    .thought = A thought that sticks
    .writing = Write it out
    .someone = Tell someone
    .on = Go on
personal-values =
    A job says little about what you are worth. Which of these matter most to you? Pick up to three.
    .menu = Up to three
    .skip = Skip
personal-values-why =
    You picked { $values }. Some studies found that a few words about this, soon after losing work, help people look again.

    One sentence: when did { $first } last matter in something you did? Only you see it.
    .write = Write a sentence
    .skip = Leave it at the words
personal-values-kept = Kept: { $values }. That was true before they wrote to you, and it is true now.
personal-thought =
    Which thought keeps coming back? Pick the closest, or write yours. Only you see it.
    .always = "I always fail at this."
    .not-enough = "I'm not good enough."
    .others = "Everyone else gets further."
    .should-have = "I should have known better."
    .write = Write it
personal-thought-said = { $thought }
personal-kinder =
    What would you say to a friend who told you that about themselves?
    .one-no = It was one no, not all of them
    .friend = You prepared, and you went
    .did-well = There was a part you did well
    .skip = Skip
    .write = Write it
personal-kinder-kept = { $kinder }
personal-writing =
    Writing it out helps some people. Keep it, or say it and let the bot forget it.

    For longer writing tomorrow is better than today: a day in between makes it kinder.
    .keep = Write it and keep it
    .forget = Say it and forget it
    .tomorrow = Ask me tomorrow
    .skip = Skip
personal-writing-keep =
    Only you see this. It is among your data, under /bounceback privacy.
    .write = Write
    .skip = Not now
personal-writing-kept = Kept, for you alone.
personal-writing-forget =
    Say it here. It is read once and not stored by this bot; the chat may still show your own message.
    .write = Say it
    .skip = Not now
personal-writing-forgotten = Said, and not kept.
personal-writing-tomorrow = Tomorrow, then: I'll ask once, and you can still say no.
personal-someone =
    It gets lighter when one person knows. I can give you the words for it; you send them.
    .message = A message to someone I know
    .circle = Ask in the circle
    .skip = Skip
personal-need =
    What do you need from them? Saying it makes it easier to give.
    .listen = Listen
    .distract = Take my mind off it
    .advice = Think along
personal-name =
    Who is it for? A first name is enough, and it can be left out.
    .write = Type a name
    .skip = Leave it out
personal-message =
    { $named ->
        [yes] Hi { $name }, I got a no for a job today ({ $which }).
       *[no] Hi, I got a no for a job today ({ $which }).
    } { $need ->
        [listen] I don't need fixing. Could you listen for ten minutes?
        [distract] I'd rather not talk about it. Could we do something that has nothing to do with jobs?
       *[advice] Could you think along with me for a bit? I'd like a second pair of eyes on what to do next.
    } No rush, and it's fine if today doesn't work.
personal-message-sent-by-you = Copy it and send it yourself. I send nothing in your name.
personal-circle =
    That is all that { $place } would see: that you got a no and could use someone to listen.
    .yes = Post it
    .no = Don't post it
