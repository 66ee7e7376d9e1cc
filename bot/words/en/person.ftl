# Need a person?, and what answers a text that sounds like a crisis or like distress. No clinician has reviewed these words
# yet. Every language that is listened for has this file, whatever else it has.

person-emergency =
    { $any ->
        [yes] If you or somebody else is in danger now: { $number }.
       *[no] If you or somebody else is in danger now, call the emergency number where you are.
    }
person-line =
    { $service }{ $calls ->
        [yes] {" "}· call { $phone }
       *[no] {""}
    }{ $texts ->
        [yes] {" "}· text { $text }
       *[no] {""}
    }{ $open ->
        [yes] {" "}· { $hours }
       *[no] {""}
    }
person-open = Open { $name }
person-after =
    You can talk to them about anything that weighs on you; it need not be an emergency. Numbers change, and nobody has dialled these for us lately.
    .other = Another country
    .done = Back to where I was
person-done = This list is one tap away from every screen.

# What was heard, about the writer.
person-suicide =
    Thank you for writing that. It sounds as if you are thinking of suicide, and that is a lot to carry alone.

    The exercise can wait. Talking with a person now is worth it, and you need not know what to say.
person-now =
    Thank you for writing that. It reads as if you may be close to ending your life.

    Please don't stay alone with it: call now, or go to somebody near you. If something to do it with is within reach, put a door and some distance between you and it.
person-overdose =
    If you took too much of something, call the emergency number now, even if you feel fine. Say what it was and when.

    If you have not: put it out of reach, and talk to a person now. Thank you for writing it.
person-self-harm =
    Thank you for writing that. Hurting yourself is often a way to get through a moment, and there are people to get through it with.

    If you are bleeding badly or took something, call the emergency number first.
person-danger =
    Thank you for writing that. What somebody does to you is not your fault, and your safety comes first.

    If you can, go where other people are. The emergency number is for this too.
person-threat =
    It reads as if somebody could get hurt. Please put some distance between you and it, now, before anything else.

    Anger after a no is allowed, and it can be said aloud to a person. The ones below listen to that too.

# About somebody else.
person-friend =
    You are worried about somebody, and writing it down is a good start. You can ask them directly: "Are you thinking of suicide?" Asking does not put it into anybody's head.

    Stay with them or on the line, call one of these together, and don't promise to keep it secret.
person-friend-now =
    This sounds urgent. Call the emergency number where they are, and stay with them or on the line if you can.

    You don't have to decide alone how bad it is; the people below think along with you.
person-friend-danger =
    It sounds as if somebody is in danger from another person. If it is happening now, call the emergency number.

    Later: ask them what they need, and let them set the pace. What happens to them is not their fault.

# Distress.
person-heavy =
    That sounds heavy, and a no on top makes it heavier. You don't have to carry it by yourself.

    If you would like someone to talk to, these people are there for more than emergencies.
person-panic =
    That sounds like panic. It is frightening, and the worst of it mostly passes within minutes.

    Feet on the floor, breathe out longer than in. If your chest hurts or it does not pass, call the emergency number. Someone to talk to:
person-eating =
    Thank you for writing that. It is worth telling someone early, long before it feels bad enough.

    A doctor you trust is a good first person, and so is someone to talk to here:
person-abuse =
    What they did to you is not a thinking error of yours, and it is not your fault.

    You can talk it over with someone outside of it, as much or as little as you like:
person-denied =
    Good that you say it plainly: you are not thinking of ending your life. I'll leave it at that.

    Some days are still heavy. If you would like someone to talk to:
person-past =
    Thank you for writing that. A new no can stir up what you have been through before.

    If it does, someone to talk to:
person-bereaved =
    I am sorry. Losing somebody to suicide is a grief of its own, and it does not keep to a calendar.

    If you would like someone to talk to about them, or about you:
person-unsure =
    I could not read that properly, so nothing is done with it yet. That is a fault of this bot, not yours.

    If it was about something heavy, here is someone to talk to:

# What is to become of the text.
person-country-unknown = I have no numbers under that name. These work from anywhere:
person-country =
    Which country are you in? It is only used to show numbers that work there. Nobody is told what you wrote; it is gone within the hour unless you keep it.
    .menu = Pick a country
    .elsewhere = Another, or rather not say
    .write = Type a country
    .keep = Keep what I wrote
    .let-go = Let it go
    .misread = You misread me
person-what-crisis =
    Nobody is told, and nothing is posted. What you wrote is gone within the hour, unless you keep it for yourself.
    .keep = Keep it, only for me
    .let-go = Let it go
    .misread = You misread me
    .hard = Calling is hard
    .other = Another country
person-what-distress =
    Nobody is told. What you wrote is only kept if you go on with it.
    .keep = Keep it and go on
    .let-go = Let it go
    .misread = You misread me
    .hard = Calling is hard
    .other = Another country
person-hard =
    What makes contacting them hard?
    .cost = What it costs
    .police = They might send somebody
    .not-bad-enough = It isn't bad enough
    .aloud = I can't talk aloud here
person-hard-cost =
    Many of these are free to call, and a chat costs no more than being online. You can ask first: "Does this call cost me anything?"
person-hard-police =
    You can ask that before you say anything else: "When would you send somebody?" You need not give your name or where you are.
person-hard-not-bad-enough =
    It need not be bad enough. These people would rather hear from you early, and a short call is a call too.
person-hard-aloud =
    Where a line takes texts or has a page to open, nobody hears you. Going for a walk with the phone is a way too.

person-kept =
    Kept, for you alone. It is among your data, under /bounceback privacy.

    The rest can wait, and so can I.
person-let-go =
    Let go. Nothing of it is kept here.

    The rest can wait, and so can I.
person-misread = Then I misread you. Thank you for saying so. It goes on as you meant it.
person-went-on = Then it goes on from here.
person-let-go-on = Let go; nothing of it is kept.
person-stopped =
    Stopped here. What you wrote is gone within the hour, unless you come back before that and keep it.

    /rejected or /bounceback home brings you back to the rest.
person-expired = What you wrote is gone already: without a word from you it was only kept for an hour.
