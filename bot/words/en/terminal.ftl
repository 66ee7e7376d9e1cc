# What the terminal itself says. Everything else on its screens comes from the flows.

terminal-welcome =
    This is Bounceback, for the hours after a no. It is a script: nobody reads along, and nothing leaves this machine.

    This is the demo. It keeps nothing: what you type is gone when you leave.

    Begin with /rejected, or say more: /rejected "Acme Ltd" "Data analyst" final
    Time passes when you say so: /later 2 days
    To set up a circle, where people say what they will do in a week: /admin
    To be somebody else of the same community for a while: /as Ben
    What else there is: /help. To leave: /quit
terminal-begin = Type /rejected after a no, /home for what is open, or /help.

terminal-choose = Type a number.
terminal-several =
    { $least ->
        [0] Up to { $most } at once, as in: { $example }
       *[other] { $least } to { $most } at once, as in: { $example }
    }
terminal-write = { $label }, and press Enter.
terminal-write-long = For several lines, begin with a line """ and end with a line that holds one dot.
terminal-draft = You wrote before (the up arrow brings it back):
terminal-copy = /copy shows it with nothing around it.
terminal-save = Save as { $name }
terminal-return = Other open questions

terminal-no-number =
    { $last ->
        [one] There is no { $number } here. Type 1.
       *[other] There is no { $number } here. Type a number from 1 to { $last }.
    }
terminal-one-only = Only one of these at a time. Type one number.
terminal-some-only =
    { $least ->
        [0] Pick up to { $most } of the list, as in: { $example }
       *[other] Pick { $least } to { $most } of the list, as in: { $example }
    }

terminal-form = An empty line leaves a field out. b, s, h and commands work here too; nothing is sent then.
terminal-field-draft = As it is now; an empty line keeps it:
terminal-too-long = That is { $given } characters, and { $limit } fit. Shorten it a little.

terminal-pace = { $into } for { $inhale } seconds. { $out } for { $exhale }. Do this { $breaths } times.
terminal-pace-stop = Enter stops it any time.
terminal-breath = { $number } of { $breaths }

terminal-message = A direct message from Bounceback
terminal-message-waits = To answer it, type e.

terminal-as =
    { $waiting ->
        [0] You are { $name } now. No message waits.
        [one] You are { $name } now. One message waits.
       *[other] You are { $name } now. { $waiting } messages wait.
    }
terminal-as-who = At the keyboard: { $name }. In this community there are:
terminal-as-one =
    { $waiting ->
        [0] { $name }
        [one] { $name }: one message waits
       *[other] { $name }: { $waiting } messages wait
    }
terminal-as-how = /as and a name lets you be them. A name that is not here yet is somebody new.
terminal-as-unread = A name has 1 to 50 characters, at least one of them a letter or a number. Try /as Ben.
terminal-others =
    { $waiting ->
        [one] One message for { $name }. /as { $name }
       *[other] { $waiting } messages for { $name }. /as { $name }
    }

terminal-no-posts = Nothing stands here yet.
terminal-no-post = There is no { $number } here any more, or it is not for you. /read shows what there is.
terminal-no-place = There is no "{ $name }" here that you can read. /read shows all that you can.
terminal-edited = (edited)
terminal-picture = Picture: { $alt }

terminal-saved = Saved as { $name } in { $folder }.
terminal-not-saved = The file could not be saved here ({ $reason }). Start the chat in another folder and try again.
terminal-nothing-to-copy = There is nothing to copy on this screen.

terminal-unknown =
    There is no { $typed } here. { $near ->
        [none] /help says what there is.
       *[other] Did you mean { $near }?
    }
terminal-stage = I don't know the stage "{ $typed }". Use one of: { $stages }.
terminal-too-much = That is more than { $command } takes. Put quotes around names of several words: "Acme Ltd".
terminal-later-unread = I could not read that as a time. Try /later 2 days, /later 36 hours or /later 1 week.
terminal-later-range = Between one minute and 365 days, please. Try /later 2 days.
terminal-later-demo = /later only works in the demo, where time can be moved on.
terminal-later =
    { $came ->
        [0] It is now { $now }. Nothing was due.
       *[other] It is now { $now }.
    }
terminal-trouble = That did not work. What you answered before is kept. Try it again, or type /home.

terminal-help =
    Type the number of what you choose, several with spaces between them where a list allows it, or write.
    Letters: b back, s stop, h a person, e what else is open. To write such a number or letter as text, put a ' before it.
    /rejected after a no. /home, /circle, /interview, /openings, /settings, /privacy, /hired, and /admin for who organises.
    /channel shows what stands in the channel, /read what your pod said too. A button there is c and its number: c1.
    /as Ben lets you be Ben, another member of the same community. /as alone says who there is.
    /copy shows what there is to copy with nothing around it. /quit, Ctrl-D or Ctrl-C leaves.

terminal-bye = What you answered is kept. Start the chat again and type /home to go on.
terminal-bye-demo = That was the demo. Nothing of it is kept. Take care.
