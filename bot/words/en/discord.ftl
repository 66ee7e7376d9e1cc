# What Discord's adapter itself says. Everything else on its screens comes from the flows.

discord-continue = Continue in DM
discord-continued =
    It goes on in your DMs, where it stays as long as you want it.
    .open = Open the DM
    .here = Go on here
discord-no-dm =
    Your DMs from this server are closed, so I stay here.
    To open them: the server's name, Privacy Settings, Direct Messages. Then press "Continue in DM" again.
discord-dm-later = I can't open a DM right now. Go on here, or try again in a few minutes.

discord-bar = { $done } of { $total }
discord-pace = { $into } for { $inhale } seconds. { $out } for { $exhale }. Do this { $breaths } times.
discord-breath = { $number } of { $breaths }
discord-draft = You wrote before. It is there when you press the button:
discord-long-draft = What you wrote is too long to show here. It is there when you press the button.
discord-subject = The subject line, to copy:
discord-address = The address, to copy:

discord-files-coming = I'm sending this to your DMs, where you can keep it.
discord-files-sent = It is in your DMs now, where you can keep it.
discord-files-here = Your DMs are closed, so it is here. This message goes when you close Discord: save it now.
discord-files-later = I can't open a DM right now, so it is here. This message goes when you close Discord: save it now.

discord-trouble = That did not work. What you answered before is kept. Try it again, or use /bounceback home.

# For those who run the server.
discord-organise =
    Bounceback is for members who were turned down for a job. They type /rejected; only they see what follows.

    Two things are worth a minute now. Neither is needed: /rejected works already.

    1. A message with a button, for people who don't know slash commands. It is posted in this channel; pin it there.

    2. A channel where members may share a line, under their own name, if they press for it.{ $shared ->
        [here] {" "}It is this one now.
        [elsewhere] {" "}It is another one now.
       *[nowhere] {" "}There is none yet.
    }

    What members write stays theirs: there is no command that shows it to you.
    .post = Post the button here
    .share = Lines may be shared here
    .unshare = Share no lines
discord-organise-lacks = In this channel I may not: { $what }. Allow it in the channel's settings, or invite me again: { $url }
discord-organise-posted = It is posted. Open its menu (⋯) and choose Pin Message, so that people find it later.
discord-organise-shares = Members can share a line in this channel from now on. Each line waits for their own press.
discord-organise-not-shared = Nothing was changed, as I could not post a line here. What I lack stands below.
discord-organise-thread = Lines need a channel, and this is a thread. Type /bounceback admin in the channel, and press there.
discord-organise-unshares = Nobody is asked to share a line from now on. What was shared stays; its authors can take it back.
discord-organise-not-posted = I could not post here. Check that I may see this channel and send messages in it, then press again.
discord-organise-server-only = Use this in the server that it is about: type /bounceback admin there.
discord-organise-not-you = That is for those who run this server (permission: Manage Server). What is yours is in /bounceback home.
discord-greeting =
    You added me to { $server }. Members type /rejected there after a no; only they see what follows.

    When you have a minute, type /bounceback admin in the server: a button for people who don't use commands, and a channel where lines may be shared.

    I read no messages in the server, and nobody but the member sees what they write.

# The message that organisers can pin.
discord-public =
    Turned down for a job? Press the button, or type /rejected.

    A calm minute first, then six small steps, mostly tapping. Only you see it.
    .open = I got a no
    .help = What is this?
