# What organisers see: those who run a community, by their platform's own roles.

admin-not-you = That is for those who run this community. What is yours is in /bounceback home.
admin-elsewhere = This is about { $place }. Go on with it there: type /bounceback admin.
admin-only-there = This is for a channel of your community. Type /bounceback admin in the channel that it is about.
admin-later = I could not find out whether you run this community. Nothing was changed. Try it again in a minute.
