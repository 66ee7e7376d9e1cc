# What Slack's adapter itself says. Everything else on its screens comes from the flows.

slack-name = Bounceback
    .close = Close
slack-moment = One moment.
slack-take = Take these

slack-continue = Continue in DM
slack-continued =
    It goes on in your DM with me. Unlike this message, it is still there when you open Slack again.
    .open = Open the DM
    .here = Go on here
slack-moved = The message in the channel is too old for me to answer there, so it goes on here.
slack-no-dm =
    I can't write to you by DM. Most often that means that the app's Messages tab is off; whoever runs this workspace can turn it on.
slack-dm-later = I can't send you a DM right now. Go on here, or try again in a few minutes.

slack-bar = { $done } of { $total }
slack-pace = { $into } for { $inhale } seconds. { $out } for { $exhale }. Do this { $breaths } times.
slack-breathe = Breathe along
slack-breath = { $number } of { $breaths }
slack-breathed =
    That was { $breaths ->
        [one] one breath
       *[other] { $breaths } breaths
    }. Close this to go on.
slack-draft = You wrote before. It is there when you press the button:
slack-subject = The subject line, to copy:
slack-address = The address, to copy:
slack-form = If you close this without sending it, what you typed here is gone. What you sent before is kept.
    .send = Send
    .close = Close

slack-files-sent = It is in your DM with me. Save it somewhere of your own: Slack may hide it later.
slack-files-not-sent =
    I can't write to you by DM, so I could not send it. Most often that means that the app's Messages tab is off; whoever runs this workspace can turn it on.
slack-files-later = I could not send it right now. Try it again in a few minutes.

slack-trouble = That did not work. What you answered before is kept. Try it again, or use /bounceback home.
slack-press-again = Slack gave me too little time to open that. Try it again.
slack-too-much = That is more than { $command } takes, so I left out "{ $typed }". Put quotes around names of several words: "Acme Ltd".
slack-stage =
    I don't know the stage "{ $typed }", so I left it out. The stages are: { $stages }.
    Put quotes around names of several words: "Acme Ltd".

# At the head of a pod's private channel: at most 250 characters.
slack-pod = A small group of { $circle }. Only its members are in here; whoever runs this workspace may be able to read along.
# What the bot may not in a channel, in a list with the names of rights.
slack-not-in = be in this channel: type /invite @Bounceback

# For whoever wants to help somebody after a no, from the menu of a message.
slack-help-someone =
    A few kind words are enough. Nothing has to be fixed, and they need not answer. Copy one, and send it to them yourself:
slack-help-someone-short = That is a hard one to get. You don't have to answer. I wanted you to know that I saw it.
slack-help-someone-time = I'm sorry about the no. If you want to talk about it, or about anything else, I have half an hour this week.
slack-help-someone-bot = I'm sorry about the no. If you'd like a quiet minute for it, type /rejected here. Only you see what follows.
slack-help-someone-after = I don't tell them that you looked here, and I keep nothing of it.

# For whoever brought the app to a workspace, or runs it, once.
slack-greeting =
    Bounceback is in this workspace now. It is for people who were turned down for a job: they type /rejected anywhere, and only they see what follows.

    It works as it is. When you have a minute, type /bounceback admin in a channel: a button to pin there, lines that people may share, a weekly circle, and what I am still missing in that channel.

    What people write to me, you can't read and I can't show you. This is the one message that I send you for this.
