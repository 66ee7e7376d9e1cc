rejected-again =
    There is one you have not finished. Go on where you left it, or is this a new no?
    .go-on = Go on with { $which }
    .new = A new no
rejected-if-no = On { $day } you told yourself: if it is a no, then I will { $then }
rejected-first =
    { $stage ->
        [silence] Weeks of waiting and nobody said it. Silence is an answer too, and the least fair one.
        [form-letter] A form letter, for something you put thought into. That is a lot of work for three copied lines.
        [screen] You got to talk to someone, and then a no. It is odd to be weighed up in twenty minutes.
        [technical] You worked while people watched and marked it, and it was a no. That is tiring even when it goes well.
        [panel] A whole panel, hours of getting ready, and a no. It makes sense if today is heavy.
        [final] A no after a final round hurts. You can be angry about it and still be good at this.
        [withdrawn] They said yes and took it back. You are allowed to be angry about that one.
       *[none] A no takes something out of you, at whatever stage it comes. It is fine if today is heavy.
    }
    { $known ->
        [yes] It was { $company }'s decision about one role, made from a small slice of what you can do.
       *[no] It was one decision about one role, made from a small slice of what you can do.
    }

    Before anything else: one slow breath in, and a longer one out.

    Then six short steps, if you like: about ten minutes, mostly tapping. Any of them can be skipped.

    { $before ->
        [0] Only you see this. It is a script: no human reads along, and it is not therapy. What you type passes through this chat, and whoever runs the bot holds what it keeps.
       *[other] Only you see this.
    }
    .start = Start
    .log = Only log it
    .not-now = Not now
rejected-nothing-kept = All right. Nothing was kept. /rejected is here whenever you want it.
rejected-stage =
    How far did it get? It lets the next questions fit. You can skip it.
    .menu = How far it got
    .skip = Skip
rejected-where =
    Where was it? With a name, later questions can say which one they mean. Only you see it.
    .open = Add company and role
    .title = Where was it?
    .company = Company
    .role = Role
    .skip = Skip
rejected-logged =
    { $count ->
        [one] Logged. It is the first one here.
       *[other] Logged. That makes { $count }.
    }
    Nothing else is asked of you. The six steps stay open under "The noes so far", for today or for later.
