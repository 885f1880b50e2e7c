//! The words that texts are made of, in several languages.
//!
//! Their order and number settle what a seed gives: a list that a mix uses is never changed. A new mix brings its own.

pub(super) const OPENERS: &[&str] = &[
    "Sure",
    "Of course",
    "Let me see",
    "All right",
    "Good question",
    "Well",
    "Happy to help",
    "One moment",
    "As far as I can tell",
    "Right now",
    "By the way",
    "To be honest",
    "If I heard you right",
    "Going by the timetable",
    "Just to be sure",
    "In short",
];

pub(super) const SUBJECTS: &[&str] = &[
    "the ferry to the islands",
    "your parcel",
    "the bakery at the corner",
    "the night train",
    "the small museum",
    "the blue kayak",
    "our head gardener",
    "the swimming pool",
    "the second reading room",
    "your table by the window",
    "the repair of the bicycle",
    "the walking tour",
    "the choir rehearsal",
    "the mountain hut",
    "your electricity bill",
    "the new washing machine",
    "the dentist on the third floor",
    "the key to the boathouse",
    "the rain over the valley",
    "the last bus",
    "the order of coffee beans",
    "the chess club",
    "the tax office",
    "the spare battery",
];

pub(super) const VERBS: &[&str] = &[
    "leaves",
    "opens again",
    "is ready",
    "will be moved",
    "starts",
    "has been booked",
    "is still waiting",
    "closes",
    "can't be changed",
    "costs a bit more",
    "doesn't run",
    "arrives",
    "needs a signature",
    "is almost full",
    "was checked",
    "should be cheaper",
];

pub(super) const TAILS: &[&str] = &[
    "before noon",
    "on Thursday evening",
    "at half past seven",
    "next to the old harbour",
    "until the end of March",
    "without a reservation",
    "if the weather holds",
    "for two adults and a child",
    "from platform nine",
    "in about twenty minutes",
    "every other weekend",
    "since the storm",
    "after the holidays",
    "with a small discount",
    "as you asked yesterday",
    "unless you call back",
    "in the same building",
    "for the rest of the week",
    "behind the town hall",
    "with no extra charge",
];

pub(super) const QUESTIONS: &[&str] = &[
    "Is that fine with you?",
    "Shall I book it?",
    "Do you want to hear the other dates?",
    "What name should I write down?",
    "Would a later time suit you better?",
    "Anything else I can look up?",
];

/// With signs beyond ASCII.
pub(super) const CURLY: &[&str] = &[
    "It’s the one with the green door.",
    "They call it “the long evening” – you’ll like it 🙂.",
    "That’s 14 °C and hardly any wind 🌤️.",
    "A table at the café, then? ☕",
    "Done 🎉 — your seats are next to each other.",
];

/// One language: sentences of its own, and what goes between two of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Language {
    pub(super) code: &'static str,
    pub(super) sentences: &'static [&'static str],
    pub(super) between: &'static str,
}

pub(super) const LANGUAGES: &[Language] = &[
    Language {
        code: "es",
        between: " ",
        sentences: &[
            "Claro, ahora mismo lo miro.",
            "La excursión empieza a las nueve en la plaza pequeña.",
            "¿Cuántas personas van a venir?",
            "Mañana lloverá por la tarde, así que llévese un paraguas.",
            "El próximo autobús sale dentro de veinte minutos.",
            "Le he guardado una mesa junto a la ventana.",
            "No, el museo no abre los lunes.",
            "¿Quiere que le llame más tarde?",
        ],
    },
    Language {
        code: "fr",
        between: " ",
        sentences: &[
            "Très bien, je vérifie tout de suite.",
            "Le train de nuit part à vingt-deux heures dix.",
            "Votre colis est arrivé hier à l'entrepôt.",
            "Préférez-vous une place près de la fenêtre ?",
            "La bibliothèque ferme plus tôt pendant l'été.",
            "Ça ne coûte rien de plus.",
            "Désolé, je n'ai pas bien entendu le numéro.",
            "Voilà, c'est réservé à votre nom.",
        ],
    },
    Language {
        code: "de",
        between: " ",
        sentences: &[
            "Gerne, ich schaue kurz nach.",
            "Die Fähre legt um Viertel nach acht ab.",
            "Für morgen früh sind noch drei Plätze frei.",
            "Möchten Sie lieber später kommen?",
            "Das Schwimmbad öffnet wieder nächste Woche.",
            "Ihr Schlüssel liegt beim Pförtner.",
            "Es wird kühl, höchstens zwölf Grad.",
            "Dafür brauchen Sie keine Anmeldung.",
        ],
    },
    Language {
        code: "ru",
        between: " ",
        sentences: &[
            "Конечно, сейчас посмотрю.",
            "Поезд отправляется в половине восьмого.",
            "На завтра осталось два билета.",
            "Хотите, я запишу вас на четверг?",
            "Музей сегодня закрыт, но сад открыт.",
            "Ваш заказ уже в пути.",
        ],
    },
    Language {
        code: "ar",
        between: " ",
        sentences: &[
            "بالتأكيد، سأتحقق من ذلك الآن.",
            "تغادر الحافلة بعد عشر دقائق.",
            "هل تفضل موعدًا في المساء؟",
            "المكتبة مغلقة يوم الجمعة.",
            "تم حجز الطاولة باسمك.",
            "الطقس غدًا مشمس ودافئ.",
        ],
    },
    Language {
        code: "hi",
        between: " ",
        sentences: &[
            "ज़रूर, मैं अभी देखती हूँ।",
            "बस दस मिनट में निकलेगी।",
            "कल सुबह बारिश हो सकती है।",
            "क्या आप दो टिकट चाहते हैं?",
            "आपका सामान कल पहुँच जाएगा।",
            "दुकान रविवार को बंद रहती है।",
        ],
    },
    Language {
        code: "ja",
        between: "",
        sentences: &[
            "はい、すぐにお調べします。",
            "次の船は八時半に出ます。",
            "窓側の席をお取りしました。",
            "明日は午後から雨になりそうです。",
            "何名様でいらっしゃいますか。",
            "図書館は月曜日がお休みです。",
            "お荷物は昨日届いています。",
        ],
    },
    Language {
        code: "zh",
        between: "",
        sentences: &[
            "好的，我马上帮您查一下。",
            "夜班火车十点十分从三号站台出发。",
            "明天上午还有两个空位。",
            "您想要靠窗的座位吗？",
            "博物馆星期一不开门。",
            "您的包裹已经在路上了。",
            "这个不需要另外付钱。",
        ],
    },
    Language {
        code: "ko",
        between: " ",
        sentences: &[
            "네, 바로 확인해 드릴게요.",
            "다음 버스는 십 분 뒤에 출발합니다.",
            "창가 자리로 예약했습니다.",
            "내일은 오후부터 비가 올 것 같아요.",
            "몇 분이 오시나요?",
            "수리는 목요일까지 끝납니다.",
        ],
    },
];

/// Of those, Japanese, Chinese and Korean.
pub(super) const EAST: &[Language] = {
    let [.., japanese, chinese, korean] = LANGUAGES else { panic!("the last three") };
    &[*japanese, *chinese, *korean]
};

pub(super) const TOWNS: &[&str] = &["Lerwick", "Porto", "Tromso", "Bergen", "Nelson", "Ghent", "Split", "Oban"];

pub(super) const PEOPLE: &[&str] = &["Ines", "Tomas", "Yuki", "Amara", "Leila", "Piotr", "Noor", "Callum"];

/// What users say, mostly short.
pub(super) const ASKED: &[&str] = &[
    "Hello there.",
    "When does it leave?",
    "Can you book that for me?",
    "No, the other one.",
    "Yes please.",
    "How much is it for two?",
    "Sorry, could you say that again?",
    "What about the day after tomorrow?",
    "I'd like to change my order.",
    "Is there a window seat left?",
    "Thanks, that's all.",
    "Do you know if the pool is open?",
];

/// The heads of instructions.
pub(super) const HEADINGS: &[&str] =
    &["# Who you are", "# What you do", "# How you speak", "# Tools", "# What you never do", "# When it goes wrong"];
