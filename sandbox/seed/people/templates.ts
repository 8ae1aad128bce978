/** Sentences without anything personal. */
export const plainSentences: readonly string[] = [
  'The parcel arrived one day late, but everything was in order.',
  'Could you tell me when the blue one will be back in stock?',
  'Danke, das hat sich inzwischen erledigt.',
  'Please leave the box at the side door; the bell does not work.',
  'Le colis était abîmé, je souhaite un remboursement.',
  'Спасибо, всё работает.',
  '请问什么时候发货？',
  'It works now 🎉 thank you so much!',
  'The invoice shows the wrong amount: 12,5 instead of 125.',
  'Ich warte seit zwei Wochen auf eine Antwort.',
];

/** Sentences with somebody's data in them, in the forms in which people write it. */
export const personalSentences: readonly string[] = [
  'My name is {name}, you can reach me at {email} or {phone}.',
  'please call {phone} and ask for {name}!!',
  'Regards,\n{name}\n{email}',
  'Forward everything to <{email}>, not to the old address.',
  'Meine Nummer ist {phone}, Gruß {name}',
  'I am writing on behalf of {name} ({email}), who cannot log in.',
  'Мой телефон {phone}, почта {email}',
  '我是{name}，电话{phone}',
  'cc: {email}; tel: {phone}',
  'Bonjour, ici {name}. Écrivez-moi à {email} svp.',
];
