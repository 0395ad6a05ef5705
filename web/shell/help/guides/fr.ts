// The guides in French.
import type { Guides } from ".";

export const guides: Guides = {
  home: {
    title: "Accueil",
    about:
      "Ce qui compte en arrivant : vos derniers fichiers, ce que les autres ont modifié, et vos espaces.",
    can: [
      "Reprendre un fichier là où vous l’aviez laissé.",
      "Voir ce que les autres ont modifié, et ouvrir le fichier dans son dossier.",
      "Ouvrir vos fichiers ou l’espace d’un de vos groupes, et voir la place qu’il reste.",
      "Créer un dossier ou envoyer des fichiers avec « Nouveau ».",
    ],
    tip: "Depuis n’importe quelle page, Ctrl+K (⌘K sur un Mac) ouvre la recherche : tapez quelques lettres d’un nom, puis Entrée.",
  },
  files: {
    title: "Fichiers",
    about:
      "Vos fichiers et ceux de vos groupes. Ce que vous mettez dans « Mes fichiers » n’est vu que de vous ; ce que vous mettez dans l’espace d’un groupe est vu de tous ses membres.",
    can: [
      "Envoyer des fichiers ou un dossier entier : glissez-les dans la page, ou passez par « Nouveau ».",
      "Ouvrir un aperçu des images, des PDF et des textes sans les télécharger.",
      "Déplacer ou copier : glissez, ou choisissez « Déplacer vers… » ou « Copier vers… ».",
      "Renommer, dupliquer, télécharger : toutes les actions sont dans le menu de chaque ligne.",
      "Retrouver une version précédente d’un fichier dans ses détails.",
      "Mettre à la corbeille ; « Annuler » remet aussitôt à sa place.",
    ],
    tip: "Pour déposer un fichier chez un groupe, glissez-le sur l’espace du groupe dans la colonne de gauche.",
  },
  recent: {
    title: "Fichiers récents",
    about: "Les derniers fichiers modifiés dans tous les espaces que vous voyez, par vous ou par d’autres.",
    can: [
      "Ouvrir un fichier, ou le voir dans son dossier.",
      "Voir qui l’a modifié, et quand.",
      "Le télécharger ou en copier le lien.",
    ],
    tip: "Le lien d’un fichier ne donne aucun droit : seules les personnes qui voient déjà l’espace peuvent l’ouvrir.",
  },
  trash: {
    title: "Corbeille",
    about: "Ce qui a été supprimé dans un espace, prêt à revenir. Chaque espace a sa corbeille.",
    can: [
      "Restaurer un fichier ou un dossier : il revient à sa place, avec tout ce qu’il contenait.",
      "Supprimer définitivement un élément.",
      "Vider la corbeille pour libérer la place qu’elle occupe.",
    ],
    tip: "Ce qui est dans la corbeille compte encore dans la place utilisée. Après le délai choisi par votre organisation, tout s’efface de soi-même.",
  },
  search: {
    title: "Recherche",
    about: "Tout ce que vous pouvez voir, par son nom : personnes, groupes, dossiers et fichiers.",
    can: [
      "Taper les premières lettres d’un ou de plusieurs mots, dans n’importe quel ordre.",
      "Ne garder que les personnes, les groupes, les dossiers ou les fichiers.",
      "Ouvrir un résultat, ou copier l’adresse de la page pour refaire la même recherche plus tard.",
    ],
    tip: "Les accents et les majuscules ne comptent pas : « ete » trouve « Été ». Le contenu des fichiers, lui, n’est pas encore cherché.",
  },
  notifications: {
    title: "Notifications",
    about:
      "Ce que les autres ont fait avec vous ou pour vous, et ce qui concerne votre compte. La cloche l’annonce aussitôt, sur toutes les pages.",
    can: [
      "Ouvrir une notification : elle mène à ce dont elle parle, et se marque comme lue.",
      "Tout marquer comme lu ; « Annuler » revient en arrière.",
      "Supprimer une ligne qui ne vous sert plus ; « Annuler » la fait revenir.",
      "N’afficher que ce que vous n’avez pas lu.",
    ],
    tip: "Ce que vous n’avez plus le droit de voir n’est plus affiché non plus. Ce qui est ancien disparaît de lui-même, après le délai choisi par votre organisation.",
  },
  "notice-preferences": {
    title: "Préférences de notification",
    about:
      "La manière dont vous voulez apprendre chaque chose : par e-mail, sur vos appareils, ou seulement dans votre liste.",
    can: [
      "Choisir pour chaque sorte : pas d’e-mail, dans le résumé du jour, ou un e-mail aussitôt.",
      "Choisir les sortes qui s’affichent sur vos appareils.",
      "Être notifié sur cet appareil, même quand le site est fermé ; « Essayer » montre si cela marche.",
      "Fixer des heures calmes, pendant lesquelles rien ne s’affiche et les e-mails attendent.",
      "Choisir l’heure du résumé du jour, ou n’en recevoir aucun.",
    ],
    tip: "Trop d’e-mails ? Mettez-les dans le résumé du jour : vous ne manquez rien, car tout se trouve dans votre liste.",
  },
  people: {
    title: "Personnes",
    about: "L’annuaire de votre organisation.",
    can: [
      "Chercher une personne par son nom.",
      "Ouvrir sa fiche pour lui écrire, voir ses groupes et ce qu’elle dit d’elle-même.",
      "Avec un rôle d’administration : inviter, changer un rôle, ajouter à un groupe, suspendre, pour une personne ou plusieurs à la fois.",
    ],
    tip: "Chaque personne choisit qui voit son téléphone ou son adresse. Si une ligne manque sur une fiche, c’est peut-être son choix.",
  },
  person: {
    title: "Fiche d’une personne",
    about: "Ce qu’une personne dit d’elle aux autres : ce qu’elle fait, où la joindre, ses groupes.",
    can: [
      "Lui envoyer un message, si elle montre son adresse.",
      "L’appeler d’un geste sur un téléphone, si elle montre son numéro.",
      "Ouvrir l’un de ses groupes.",
    ],
    tip: "Votre propre fiche se remplit dans « Mon compte », partie « Ce que les autres voient de moi », avec un aperçu de ce que voit chacun.",
  },
  invitations: {
    title: "Invitations",
    about: "Les liens par lesquels des personnes rejoignent votre organisation.",
    can: [
      "Inviter une personne, ou créer un lien pour plusieurs, avec une limite et une date de fin.",
      "Choisir d’avance le rôle et les groupes des personnes qui arrivent.",
      "Montrer le code du lien pour qu’un téléphone le scanne.",
      "Retirer un lien qui ne doit plus servir : il cesse aussitôt d’ouvrir.",
    ],
    tip: "Une personne invitée d’ailleurs a toujours une date de fin et quelqu’un qui répond d’elle. Elle ne voit que les groupes où vous la mettez.",
  },
  import: {
    title: "Importer des personnes",
    about:
      "Faire entrer beaucoup de personnes d’un coup, à partir d’un fichier de tableur enregistré en CSV.",
    can: [
      "Déposer le fichier : il est d’abord vérifié, sans rien créer.",
      "Lire ce qui ne va pas, ligne par ligne, corriger le fichier et recommencer.",
      "Lancer l’import quand tout vous convient, et le suivre jusqu’au bout.",
    ],
    tip: "Essayez d’abord avec trois lignes : vous verrez exactement ce que les personnes reçoivent.",
  },
  joining: {
    title: "Rejoindre par soi-même",
    about:
      "Les personnes dont l’adresse e-mail est à l’un de vos domaines peuvent rejoindre l’organisation sans invitation.",
    can: [
      "Nommer les domaines, et choisir si chaque personne attend votre accord ou entre aussitôt.",
      "Choisir le rôle et les groupes des personnes qui arrivent.",
      "Répondre aux personnes qui attendent, une par une ou plusieurs à la fois ; chacune reçoit une lettre dans tous les cas.",
    ],
    tip: "Il faut d’abord ouvrir une lettre envoyée à son adresse : connaître un domaine ne suffit pas.",
  },
  groups: {
    title: "Groupes",
    about:
      "Les équipes de votre organisation. Les droits passent par elles : qui entre dans un groupe voit aussitôt ce qui est au groupe.",
    can: [
      "Chercher un groupe par son nom.",
      "Ouvrir un groupe pour voir qui en fait partie.",
      "Avec un rôle d’administration : créer un groupe.",
    ],
    tip: "Un groupe peut en contenir d’autres : les personnes du groupe inclus font alors aussi partie du grand.",
  },
  group: {
    title: "Un groupe",
    about: "Ce qu’est ce groupe, qui en fait partie et ce qu’il partage.",
    can: [
      "Ouvrir le dossier du groupe.",
      "Voir la fiche de chaque membre.",
      "Si vous en êtes responsable : ajouter ou retirer des personnes, nommer d’autres responsables, présenter le groupe.",
      "Quitter le groupe.",
    ],
    tip: "L’historique, en bas de page, dit qui est entré ou sorti, quand, et par qui. Les responsables et l’administration le voient.",
  },
  account: {
    title: "Mon compte",
    about: "Tout ce qui vous concerne : votre fiche, votre langue, votre mot de passe et vos appareils.",
    can: [
      "Changer votre nom et votre photo.",
      "Choisir ce que les autres voient de vous, ligne par ligne, et vérifier l’aperçu.",
      "Connecter votre téléphone ou votre ordinateur à vos fichiers.",
      "Changer votre mot de passe, ou fermer les sessions ouvertes ailleurs.",
      "Lire le journal de votre compte.",
    ],
    tip: "Chaque appareil a son propre mot de passe. Si vous en perdez un, déconnectez-le ici : les autres continuent de marcher.",
  },
  journal: {
    title: "Journal de mon compte",
    about: "Ce qui s’est passé avec votre compte : connexions, appareils, changements.",
    can: [
      "Vérifier qu’une connexion est bien la vôtre.",
      "Ne garder que certaines sortes d’événements ou une période.",
      "Emporter le journal dans un fichier.",
    ],
    tip: "Une connexion que vous ne reconnaissez pas ? Changez votre mot de passe, puis prévenez votre administration.",
  },
  recorded: {
    title: "Ce qui est gardé sur moi",
    about: "Ce que le service garde à votre sujet, pourquoi, et pendant combien de temps.",
    can: [
      "Voir chaque sorte de donnée et sa durée.",
      "Savoir qui peut la lire.",
      "Savoir à qui demander une correction ou un effacement.",
    ],
    tip: "Les durées sont choisies par votre organisation ; celles-ci sont toujours à jour.",
  },
  settings: {
    title: "Réglages de l’organisation",
    about:
      "Ce que tout le monde voit et partage : le nom, le logo, la couleur, les langues, les outils et le contact d’aide.",
    can: [
      "Changer le nom, le logo et la couleur : l’aperçu montre le résultat avant d’enregistrer.",
      "Choisir la langue et le fuseau horaire de l’organisation ; chaque personne peut préférer les siens.",
      "Activer ou désactiver un outil : ce qu’il contient est gardé.",
      "Dire à qui demander de l’aide : ce contact apparaît ici, dans l’aide, pour tout le monde.",
    ],
    tip: "Une couleur trop claire pour être lue est ajustée d’elle-même, dans le thème clair comme dans le thème sombre.",
  },
  addresses: {
    title: "Adresses de l’organisation",
    about:
      "L’adresse où l’organisation se trouve, et les autres noms de domaine qui y mènent : avec ou sans www, l’ancien nom, le nom d’une association sœur.",
    can: [
      "Ajouter un nom de domaine qui vous appartient : la page dit quoi publier, et où.",
      "Vérifier la preuve dès qu’elle est publiée ; le nom mène alors ici aussitôt.",
      "Voir où chaque nom mène, et ce qu’il reste à publier.",
      "Retirer un nom ; « Annuler » le remet pendant une heure, sans nouvelle preuve.",
    ],
    tip: "Un navigateur n’ouvre une adresse que si le serveur a un certificat pour elle : prévenez la personne qui fait tourner le serveur, si ce n’est pas automatique.",
  },
  "notice-defaults": {
    title: "Notifications pour tout le monde",
    about:
      "La manière dont chaque chose est annoncée aux personnes qui n’ont rien choisi d’autre elles-mêmes.",
    can: [
      "Choisir pour chaque sorte si elle part par e-mail, aussitôt ou dans le résumé du jour.",
      "Choisir les sortes qui s’affichent sur les appareils.",
      "Rétablir le choix habituel pour une sorte.",
    ],
    tip: "Le choix d’une personne passe avant celui-ci, et n’est pas touché. Ce qui concerne la sécurité d’un compte part toujours par e-mail.",
  },
  mail: {
    title: "Réglages du courrier",
    about: "Comment l’organisation envoie ses messages, et si les autres serveurs lui font confiance.",
    can: [
      "Voir si les messages partent, et ceux qui attendent.",
      "Vérifier SPF, DKIM, DMARC, MX et PTR : la page dit quoi écrire, et où.",
      "Envoyer un message d’essai.",
    ],
    tip: "Après un changement chez l’hébergeur de votre nom de domaine, comptez jusqu’à quelques heures avant de vérifier de nouveau.",
  },
  announcements: {
    title: "Annonces",
    about: "Ce que votre organisation tient à dire à tout le monde.",
    can: [
      "Lire en entier ce qui est annoncé en ce moment.",
      "Masquer une annonce : elle ne s’affiche plus au-dessus des pages, sur aucun de vos appareils.",
      "L’afficher de nouveau.",
    ],
    tip: "Vos préférences de notification décident si une annonce vous parvient aussi par e-mail ou sur vos appareils.",
  },
  announcing: {
    title: "Écrire des annonces",
    about:
      "Ce que vous annoncez s’affiche au-dessus de chaque page, aussitôt, chez les personnes concernées.",
    can: [
      "Écrire une annonce pour tout le monde ou pour quelques groupes, avec ou sans les invités.",
      "Choisir quand elle commence et quand elle finit.",
      "La modifier, et au besoin la montrer encore une fois à tout le monde.",
      "La terminer, ou la supprimer.",
    ],
    tip: "Une correction ne dérange personne : celles et ceux qui ont masqué l’annonce ne la revoient que si vous le demandez.",
  },
  storage: {
    title: "Stockage",
    about: "Ce que prennent les fichiers de l’organisation, et combien chaque personne peut garder.",
    can: [
      "Voir ce qui est utilisé, corbeille comprise.",
      "Choisir la limite des fichiers personnels de chaque personne.",
      "Donner une autre limite à une personne ou à l’espace d’un groupe.",
    ],
    tip: "Une limite plus basse que ce qui est déjà là ne fait rien perdre : on peut lire et supprimer, mais plus ajouter.",
  },
  retention: {
    title: "Durées de conservation",
    about: "Combien de temps chaque chose est gardée avant de s’effacer d’elle-même.",
    can: [
      "Voir la durée de chaque sorte de donnée.",
      "La raccourcir ou l’allonger dans les limites permises.",
      "Voir ce que cela change pour les personnes.",
    ],
    tip: "Garder moins longtemps, c’est moins à protéger. Une durée raccourcie efface au prochain passage ce qui la dépasse.",
  },
  record: {
    title: "Journal de l’organisation",
    about: "Qui a fait quoi : rôles, groupes, réglages, connexions.",
    can: [
      "Chercher par personne, par sorte d’acte ou par période.",
      "Ouvrir une ligne pour voir d’où et avec quel appareil.",
      "Emporter le résultat dans un fichier.",
    ],
    tip: "Le journal ne se modifie pas. Chaque personne voit elle-même la part qui la concerne.",
  },
};
