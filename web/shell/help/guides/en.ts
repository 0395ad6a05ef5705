// The guides in English.
import type { Guides } from ".";

export const guides: Guides = {
  home: {
    title: "Home",
    about: "What matters when you arrive: your latest files, what others changed, and your spaces.",
    can: [
      "Pick up a file where you left it.",
      "See what others changed, and open the file in its folder.",
      "Open your files or the space of one of your groups, and see how much room is left.",
      "Make a folder or upload files with “New”.",
    ],
    tip: "From any page, Ctrl+K (⌘K on a Mac) opens the search: type a few letters of a name, then Enter.",
  },
  files: {
    title: "Files",
    about:
      "Your files and those of your groups. What you put into “My files” is seen by you alone; what you put into a group’s space is seen by all its members.",
    can: [
      "Upload files or a whole folder: drag them into the page, or use “New”.",
      "Look at pictures, PDFs and texts without downloading them.",
      "Move or copy: drag, or choose “Move to…” or “Copy to…”.",
      "Rename, duplicate, download: every action is in the menu of each line.",
      "Find an earlier version of a file in its details.",
      "Move to the trash; “Undo” puts it back at once.",
    ],
    tip: "To leave a file with a group, drag it onto the group’s space in the column on the left.",
  },
  recent: {
    title: "Recent files",
    about: "The files that changed last in all the spaces you see, by you or by others.",
    can: [
      "Open a file, or show it in its folder.",
      "See who changed it, and when.",
      "Download it, or copy its link.",
    ],
    tip: "The link of a file gives no rights: only those who see the space already can open it.",
  },
  trash: {
    title: "Trash",
    about: "What was deleted in a space, ready to come back. Each space has a trash of its own.",
    can: [
      "Restore a file or a folder: it goes back to its place, with all that was in it.",
      "Delete something for good.",
      "Empty the trash to free the room that it takes.",
    ],
    tip: "What is in the trash still counts as used. After the time your organisation chose, it goes by itself.",
  },
  search: {
    title: "Search",
    about: "All that you can see, by name: people, groups, folders and files.",
    can: [
      "Type the first letters of one word or several, in any order.",
      "Keep only people, groups, folders or files.",
      "Open a result, or copy the address of the page to run the same search again later.",
    ],
    tip: "Accents and capitals do not matter: “ete” finds “Été”. The contents of files are not searched yet.",
  },
  notifications: {
    title: "Notifications",
    about:
      "What others did with you or for you, and what concerns your account. The bell tells it at once, on every page.",
    can: [
      "Open a notification: it leads to what it is about, and is marked as read.",
      "Mark everything as read; “Undo” takes that back.",
      "Delete a line that you have no more use for; “Undo” brings it back.",
      "Show only what you have not read.",
    ],
    tip: "What you may no longer see is not shown either. What is old goes by itself, after the time your organisation chose.",
  },
  "notice-preferences": {
    title: "Notification preferences",
    about: "How you want to hear of each thing: by mail, on your devices, or in your list alone.",
    can: [
      "Choose for each kind: no mail, in the daily summary, or mail at once.",
      "Choose which kinds appear on your devices.",
      "Have this device notify you, even when the site is closed; “Try it” shows whether it works.",
      "Set quiet hours, during which nothing appears and mail waits.",
      "Choose the hour of the daily summary, or have none.",
    ],
    tip: "Too many mails? Put them into the daily summary: you miss nothing, for everything stands in your list.",
  },
  people: {
    title: "People",
    about: "The directory of your organisation.",
    can: [
      "Search for a person by name.",
      "Open their card to write to them, see their groups and what they say of themselves.",
      "As an administrator: invite, change a role, add to a group or suspend, one person or several at once.",
    ],
    tip: "Each person chooses who sees their phone number or address. If a line is missing on a card, that may be their choice.",
  },
  person: {
    title: "A person’s card",
    about: "What a person tells others of themself: what they do, how to reach them, their groups.",
    can: [
      "Send them a mail, if they show their address.",
      "Call them with one touch on a phone, if they show their number.",
      "Open one of their groups.",
    ],
    tip: "Your own card is filled in under “My account”, in “What others see of me”, with a preview of what each sees.",
  },
  invitations: {
    title: "Invitations",
    about: "The links by which people join your organisation.",
    can: [
      "Invite one person, or make a link for several, with a limit and a last day.",
      "Choose beforehand the role and the groups of those who arrive.",
      "Show the code of the link for a phone to scan.",
      "Take back a link that must no longer be used: it stops opening at once.",
    ],
    tip: "A guest always has a last day and somebody who answers for them. They see only the groups that you put them in.",
  },
  import: {
    title: "Import people",
    about: "Bring many people in at once, from a spreadsheet saved as CSV.",
    can: [
      "Drop the file: it is checked first, and nothing is made.",
      "Read what is wrong, line by line, correct the file and start again.",
      "Start the import when you are content, and follow it to the end.",
    ],
    tip: "Try it with three lines first: you will see exactly what people receive.",
  },
  joining: {
    title: "Joining by themselves",
    about: "People whose e-mail address is at one of your domains can join without an invitation.",
    can: [
      "Name the domains, and choose whether each person waits for your agreement or joins at once.",
      "Choose the role and the groups of those who arrive.",
      "Answer those who wait, one by one or several at once; each gets a letter either way.",
    ],
    tip: "Whoever joins has to open a letter sent to their address first: knowing a domain is not enough.",
  },
  groups: {
    title: "Groups",
    about:
      "The teams of your organisation. Rights go through them: whoever enters a group sees at once what the group has.",
    can: [
      "Search for a group by name.",
      "Open a group to see who is in it.",
      "As an administrator: make a group.",
    ],
    tip: "A group can hold others: the people of the inner group are then in the outer one too.",
  },
  group: {
    title: "A group",
    about: "What this group is, who is in it and what it shares.",
    can: [
      "Open the group’s folder.",
      "See the card of each member.",
      "If you manage it: add or remove people, name other managers, describe the group.",
      "Leave the group.",
    ],
    tip: "The history at the bottom of the page says who came and went, when, and by whom. Managers and administrators see it.",
  },
  account: {
    title: "My account",
    about: "All that concerns you: your card, your language, your password and your devices.",
    can: [
      "Change your name and your photo.",
      "Choose what others see of you, line by line, and check the preview.",
      "Connect your phone or your computer to your files.",
      "Change your password, or end the sessions that are open elsewhere.",
      "Read the journal of your account.",
    ],
    tip: "Each device has a password of its own. If you lose one, disconnect it here: the others go on working.",
  },
  journal: {
    title: "Journal of my account",
    about: "What happened with your account: sign-ins, devices, changes.",
    can: [
      "Check that a sign-in was yours.",
      "Keep only some kinds of events, or a period.",
      "Take the journal with you as a file.",
    ],
    tip: "A sign-in that you do not know? Change your password, then tell your administrator.",
  },
  recorded: {
    title: "What is recorded about me",
    about: "What the service keeps about you, why, and for how long.",
    can: [
      "See each kind of data and how long it is kept.",
      "See who can read it.",
      "See whom to ask for a correction or an erasure.",
    ],
    tip: "Your organisation chooses how long; what stands here is always up to date.",
  },
  settings: {
    title: "Organisation settings",
    about:
      "What everybody sees and shares: the name, the logo, the colour, the languages, the tools and the support contact.",
    can: [
      "Change the name, the logo and the colour: the preview shows the result before you save.",
      "Choose the language and time zone of the organisation; each person may prefer their own.",
      "Switch a tool on or off: what it holds is kept.",
      "Say whom to ask for help: this contact appears here, in the help, for everybody.",
    ],
    tip: "A colour that is too light to be read is adjusted by itself, in the light theme as in the dark one.",
  },
  addresses: {
    title: "Addresses of the organisation",
    about:
      "The address where the organisation is, and the other domains that lead to it: with or without www, the former name, the name of a sister association.",
    can: [
      "Add a domain that is yours: the page says what to publish, and where.",
      "Check the proof once it is published; from then on the domain leads here.",
      "See where each domain leads, and what is still to be published.",
      "Remove a domain; “Undo” brings it back within an hour, without another proof.",
    ],
    tip: "A browser opens an address only if the server has a certificate for it: tell whoever runs the server, unless that happens by itself.",
  },
  "notice-defaults": {
    title: "Notifications for everybody",
    about: "How people hear of each thing as long as they have not chosen otherwise themselves.",
    can: [
      "Choose for each kind whether it is mailed, at once or in the daily summary.",
      "Choose which kinds appear on devices.",
      "Go back to the usual for one kind.",
    ],
    tip: "Nobody’s own choice is changed: it goes before this one. What concerns the safety of an account is always mailed.",
  },
  mail: {
    title: "Mail settings",
    about: "How the organisation sends its mail, and whether other servers trust it.",
    can: [
      "See whether messages leave, and which of them wait.",
      "Check SPF, DKIM, DMARC, MX and PTR: the page says what to put, and where.",
      "Send a test message.",
    ],
    tip: "After a change at the host of your domain name, allow up to a few hours before you check again.",
  },
  announcements: {
    title: "Announcements",
    about: "What your organisation has to tell everybody.",
    can: [
      "Read in full what is announced at the moment.",
      "Hide an announcement: it is not shown above pages any more, on any of your devices.",
      "Show it again.",
    ],
    tip: "Your notification preferences decide whether an announcement also reaches you by mail or on your devices.",
  },
  announcing: {
    title: "Writing announcements",
    about: "What you announce is shown above every page, at once, to whom it is for.",
    can: [
      "Write an announcement for everybody or for some groups, with or without guests.",
      "Choose when it begins and when it ends.",
      "Change it, and show it to everybody once more if need be.",
      "End it, or delete it.",
    ],
    tip: "A correction disturbs nobody: whoever has hidden the announcement sees it again only if you say so.",
  },
  storage: {
    title: "Storage",
    about: "What the files of the organisation take, and how much each person may keep.",
    can: [
      "See what is used, the trash included.",
      "Choose the limit of each person’s own files.",
      "Give another limit to one person or to the space of a group.",
    ],
    tip: "A limit below what is already there loses nothing: one can read and delete, and no longer add.",
  },
  retention: {
    title: "How long things are kept",
    about: "How long each thing is kept before it goes by itself.",
    can: [
      "See how long each kind of data is kept.",
      "Make it shorter or longer, within the limits.",
      "See what that means for people.",
    ],
    tip: "Keeping less means less to protect. A shorter time erases what exceeds it at the next round.",
  },
  record: {
    title: "Journal of the organisation",
    about: "Who did what: roles, groups, settings, sign-ins.",
    can: [
      "Search by person, by kind of act or by period.",
      "Open a line to see from where and with which device.",
      "Take the result with you as a file.",
    ],
    tip: "The journal cannot be changed. Each person sees for themself the part that concerns them.",
  },
};
