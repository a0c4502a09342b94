@rem `npm start` begins with `exec`, so that signals reach the shop and not a shell before it. Windows has no such command.
@%*
