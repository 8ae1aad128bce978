/** A name as its bearer writes it, and as it appears in an e-mail address. */
export type NamePair = readonly [written: string, latin: string];

/** The names, places and numbers of one part of the world. Everybody in here is invented. */
export interface Culture {
  readonly weight: number;
  readonly familyFirst?: true;
  readonly separator?: '';
  readonly locale: string;
  readonly country: string;
  readonly callingCode: string;
  readonly areaCodes: readonly string[];
  readonly given: readonly NamePair[];
  readonly family: readonly NamePair[];
  readonly cities: readonly string[];
  readonly streets: readonly string[];
}

const same = (...names: string[]): NamePair[] => names.map((name) => [name, name.toLowerCase()]);

/** The people of the seed by culture: Latin with and without marks, quotes, Cyrillic, Han, kana, Arabic, Greek. */
export const cultures: readonly Culture[] = [
  {
    weight: 30,
    locale: 'en-US',
    country: 'US',
    callingCode: '1',
    areaCodes: ['212', '415', '312', '206', '617', '303'],
    given: same(
      'Margaret',
      'Desmond',
      'Harriet',
      'Walter',
      'Imogen',
      'Curtis',
      'Beatrice',
      'Leland',
      'Odessa',
      'Truman',
    ),
    family: [
      ...same('Ashworth', 'Kettering', 'Wainwright', 'Pemberton', 'Halloway', 'Lockridge', 'Thackeray', 'Winslow'),
      ["O'Halloran", 'ohalloran'],
      ["D'Ambrose", 'dambrose'],
      ['Fitz-Warren', 'fitz-warren'],
      ['van der Linde', 'vanderlinde'],
    ],
    cities: ['Cedar Falls', 'Ashford Mills', 'Port Whitney', 'Lake Orland', 'Marlow Heights'],
    streets: ['Juniper Street', 'Old Mill Road', 'Harbor Avenue', 'Quarry Lane', 'Sycamore Drive'],
  },
  {
    weight: 20,
    locale: 'de-DE',
    country: 'DE',
    callingCode: '49',
    areaCodes: ['151', '160', '171', '176', '30', '89'],
    given: [
      ...same('Annegret', 'Ruprecht', 'Friederike', 'Torsten', 'Hannelore', 'Eckhard', 'Wiebke'),
      ['Jörg', 'joerg'],
      ['Käthe', 'kaethe'],
      ['Günther', 'guenther'],
    ],
    family: [
      ...same('Brinkmann', 'Oberhauser', 'Wendelstein', 'Kaltenbach', 'Rosenthaler', 'Vogtland', 'Ziegenhals'),
      ['Müßigbrodt', 'muessigbrodt'],
      ['Schönwälder', 'schoenwaelder'],
      ['Groß-Gerau', 'gross-gerau'],
    ],
    cities: ['Altenweiler', 'Neu-Ohrdorf', 'Bad Wiesenthal', 'Königsfurt', 'Lübbersee'],
    streets: ['Lindenallee', 'Am Mühlbach', 'Schloßgasse', 'Bahnhofstraße', 'Kirchweg'],
  },
  {
    weight: 14,
    locale: 'fr-FR',
    country: 'FR',
    callingCode: '33',
    areaCodes: ['6', '7', '1', '4'],
    given: [
      ...same('Solange', 'Thibault', 'Odile', 'Gaspard', 'Apolline', 'Lucienne'),
      ['Zoé', 'zoe'],
      ['François-Xavier', 'fx'],
      ['Héloïse', 'heloise'],
    ],
    family: [
      ...same('Beaumarchais', 'Delacourt', 'Vaucanson', 'Montclair', 'Rochambeau'),
      ['Lefèvre-Dubois', 'lefevre'],
      ["de l'Étang", 'deletang'],
      ['Çelikoğlu', 'celikoglu'],
    ],
    cities: ['Saint-Évroult', 'Montrésac', 'Villeneuve-aux-Ormes', 'Châtelbourg'],
    streets: ['rue des Tanneurs', "avenue de l'Église", 'quai du Vieux Port', 'impasse des Érables'],
  },
  {
    weight: 12,
    locale: 'ru-RU',
    country: 'RU',
    callingCode: '7',
    areaCodes: ['903', '916', '921', '985'],
    given: [
      ['Марфа', 'marfa'],
      ['Елисей', 'elisey'],
      ['Глафира', 'glafira'],
      ['Тихон', 'tikhon'],
      ['Василиса', 'vasilisa'],
      ['Прохор', 'prokhor'],
    ],
    family: [
      ['Верещагин', 'vereschagin'],
      ['Заболоцкая', 'zabolotskaya'],
      ['Подъячев', 'podyachev'],
      ['Щербатых', 'scherbatykh'],
      ['Ёлкин', 'yolkin'],
    ],
    cities: ['Верхнереченск', 'Заозёрный Бор', 'Новосёлки', 'Белозёрск-2'],
    streets: ['улица Садовая', 'Речной проезд', 'Заводской переулок'],
  },
  {
    weight: 9,
    familyFirst: true,
    separator: '',
    locale: 'zh-CN',
    country: 'CN',
    callingCode: '86',
    areaCodes: ['138', '139', '186', '177'],
    given: [
      ['晓兰', 'xiaolan'],
      ['志远', 'zhiyuan'],
      ['思彤', 'sitong'],
      ['建国', 'jianguo'],
      ['雨萱', 'yuxuan'],
      ['子墨', 'zimo'],
    ],
    family: [
      ['欧阳', 'ouyang'],
      ['司徒', 'situ'],
      ['慕容', 'murong'],
      ['诸葛', 'zhuge'],
      ['端木', 'duanmu'],
    ],
    cities: ['清河镇', '白云新城', '临溪', '东湖口'],
    streets: ['中山东路', '桃源街', '文化巷', '滨江大道'],
  },
  {
    weight: 6,
    familyFirst: true,
    locale: 'ja-JP',
    country: 'JP',
    callingCode: '81',
    areaCodes: ['90', '80', '70'],
    given: [
      ['さくら', 'sakura'],
      ['ハルト', 'haruto'],
      ['美咲', 'misaki'],
      ['蒼太', 'souta'],
    ],
    family: [
      ['渡邊', 'watanabe'],
      ['髙橋', 'takahashi'],
      ['小鳥遊', 'takanashi'],
      ['五十嵐', 'igarashi'],
    ],
    cities: ['霧ヶ丘市', '藤見町', '南桜区'],
    streets: ['桜通り一丁目', '本町二丁目', '港南三丁目'],
  },
  {
    weight: 5,
    locale: 'ar-EG',
    country: 'EG',
    callingCode: '20',
    areaCodes: ['10', '11', '12'],
    given: [
      ['ياسمين', 'yasmin'],
      ['طارق', 'tarek'],
      ['ليلى', 'layla'],
      ['كريم', 'karim'],
    ],
    family: [
      ['الزيات', 'elzayat'],
      ['القاضي', 'elkady'],
      ['الشرنوبي', 'elsharnoby'],
    ],
    cities: ['المنشية الجديدة', 'كفر النخيل'],
    streets: ['شارع النخيل', 'شارع الورد'],
  },
  {
    weight: 4,
    locale: 'el-GR',
    country: 'GR',
    callingCode: '30',
    areaCodes: ['694', '697', '210'],
    given: [
      ['Ευανθία', 'evanthia'],
      ['Λεωνίδας', 'leonidas'],
      ['Χρυσούλα', 'chrysoula'],
    ],
    family: [
      ['Παπαδιαμάντης', 'papadiamantis'],
      ['Ξενάκης', 'xenakis'],
      ['Ψαρρού', 'psarrou'],
    ],
    cities: ['Νέα Ελαιώνα', 'Κάτω Μύλοι'],
    streets: ['οδός Ελιάς', 'πλατεία Μύλου'],
  },
];

/** Where people have their mailboxes: providers and employers that look public and do not exist as such. */
export const mailDomains: readonly string[] = [
  'postbox-north.net',
  'quickletter.io',
  'kurierpost-online.de',
  'courrier-libre.fr',
  'pochtamir-mail.ru',
  'xinxiang-mail.cn',
  'letterbird.co.uk',
  'brightmail-home.com',
  'ashworth-and-sons.com',
  'universitaet-koenigsfurt.de',
  'xn--grnpost-n2a.de',
  'mail.lockridge-industries.com',
];
