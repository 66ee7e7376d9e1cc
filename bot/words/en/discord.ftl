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
discord-greeting =
    You added me to { $server }. Members type /rejected there after a no; only they see what follows.

    When you have a minute, type /bounceback admin in the server. There you can post a button for people who don't use commands, and choose channels for shared lines and for circles.

    I read no messages in the server, and nobody but the member sees what they tell me in private.
discord-greeting-here =
    You run this server, so here is what only you and others who run it can do: /bounceback admin.

    There you can post a button for people who don't use commands, and choose channels for shared lines and for circles. None of it is needed: /rejected works already.

    What members tell me in private stays theirs: no command shows it to you.
