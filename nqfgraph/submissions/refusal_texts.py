"""Why files cannot be read, in az and ru; the English texts stand where they are raised.

``{name}`` stands for a fact of the case, which is kept as it is: a name, a number, what a parser says.
"""

from __future__ import annotations

_READING = (
    (
        "{name} is too large: a submission may have {most} MiB in all.",
        "{name} çox böyükdür: bir göndərişdə cəmi {most} MiB ola bilər.",
        "{name} слишком велик: всего можно прислать {most} МиБ.",
    ),
    (
        "{name} is a spreadsheet or another office document, which cannot be checked alone.",
        "{name} elektron cədvəl və ya başqa ofis sənədidir; təkbaşına yoxlana bilməz.",
        "{name} – электронная таблица или другой офисный документ, он не проверяется отдельно.",
    ),
    ("The archive {name} is empty.", "{name} arxivi boşdur.", "Архив {name} пуст."),
    (
        "The archive {name} holds {number} files; {most} are allowed.",
        "{name} arxivində {number} fayl var; {most} fayla icazə verilir.",
        "В архиве {name} файлов: {number}; допускается {most}.",
    ),
    (
        "The archive {name} holds “{member}”, which leads out of the archive.",
        "{name} arxivində arxivdən kənara aparan “{member}” var.",
        "В архиве {name} есть “{member}”, ведущий за пределы архива.",
    ),
    (
        "The archive {name} holds “{member}”, which is locked with a password.",
        "{name} arxivindəki “{member}” parolla bağlanıb.",
        "В архиве {name} файл “{member}” закрыт паролем.",
    ),
    (
        "The archive {name} holds “{member}”, which would unpack to {size} bytes from {packed}: more than"
        " {most} times its size.",
        "{name} arxivindəki “{member}” açılanda {packed} baytdan {size} bayta çevrilər: {most} dəfədən çox.",
        "“{member}” в архиве {name} распаковался бы из {packed} байт в {size}: более чем в {most} раз.",
    ),
    (
        "The archive {name} holds another archive, “{member}”.",
        "{name} arxivinin içində başqa arxiv var: “{member}”.",
        "В архиве {name} лежит другой архив: “{member}”.",
    ),
    (
        "The archive {name} cannot be unpacked: {detail}.",
        "{name} arxivi açıla bilmir: {detail}.",
        "Архив {name} не распаковывается: {detail}.",
    ),
    ("There are more than {most} files.", "{most} fayldan çoxdur.", "Файлов больше {most}."),
    ("There is no file {name}.", "{name} adlı fayl yoxdur.", "Файла {name} нет."),
    ("{name} cannot be read: {detail}.", "{name} oxuna bilmir: {detail}.", "{name} не читается: {detail}."),
    (
        "The file is nested more than {most} levels deep here.",
        "Burada fayl {most} səviyyədən dərin iç-içədir.",
        "Здесь вложенность файла больше {most} уровней.",
    ),
    (
        "The file has a single text of more than {most} MiB, which is not read.",
        "Faylda {most} MiB-dən uzun bir mətn var; belə mətn oxunmur.",
        "В файле есть текст длиннее {most} МиБ; такой не читается.",
    ),
    (
        "The file is not valid {syntax}: {detail}.",
        "Fayl düzgün {syntax} deyil. Proqramın dediyi: {detail}.",
        "Файл – не правильный {syntax}. Программа сообщает: {detail}.",
    ),
    (
        "The file is not well-formed XML: {detail}.",
        "Fayl düzgün XML deyil. Proqramın dediyi: {detail}.",
        "Файл – не правильный XML. Программа сообщает: {detail}.",
    ),
    (
        "{name} is a table. A table is checked together with the register.toml that says what it holds.",
        "{name} cədvəldir. Cədvəl onun tərkibini göstərən register.toml ilə birlikdə yoxlanır.",
        "{name} – таблица. Таблица проверяется вместе с register.toml, где сказано, что в ней.",
    ),
    (
        "{name} is in UTF-16.",
        "{name} UTF-16 kodlaşdırmasındadır.",
        "{name} в кодировке UTF-16.",
    ),
    (
        "The file defines the XML entity “{entity}”, which {reason}; that is not read.",
        "Fayl “{entity}” XML obyektini təyin edir; belə obyektlər oxunmur ({reason}).",
        "Файл определяет сущность XML “{entity}”; такие не читаются ({reason}).",
    ),
    (
        "The file takes its @context from another address{iri}, which is never fetched.",
        "Fayl @context-i başqa ünvandan{iri} götürür; oradan heç nə yüklənmir.",
        "Файл берёт @context с другого адреса{iri}; оттуда ничего не загружается.",
    ),
    (
        "The file takes its @context from another address, which is never fetched.",
        "Fayl @context-i başqa ünvandan götürür; oradan heç nə yüklənmir.",
        "Файл берёт @context с другого адреса; оттуда ничего не загружается.",
    ),
    (
        "{name} is in none of the forms that can be checked.",
        "{name} yoxlana bilən formaların heç birində deyil.",
        "{name} не в одном из форматов, которые можно проверить.",
    ),
    (
        "The file is not {encoding}: byte {byte} cannot be read.",
        "Fayl {encoding} kodlaşdırmasında deyil: {byte} baytı oxuna bilmir.",
        "Файл не в кодировке {encoding}: байт {byte} не читается.",
    ),
    (
        "The file says that it is in {encoding}; only UTF-8 is read.",
        "Faylda {encoding} kodlaşdırması göstərilib; yalnız UTF-8 oxunur.",
        "В файле указана кодировка {encoding}; читается только UTF-8.",
    ),
    (
        "The files hold more than {most} statements.",
        "Fayllarda {most} ifadədən çox var.",
        "В файлах больше {most} высказываний.",
    ),
)

_TABLES = (
    (
        "No sheet of {name} is named like a kind of table: {sheets}.",
        "{name} faylında heç bir vərəq cədvəl növü kimi adlandırılmayıb: {sheets}.",
        "Ни один лист файла {name} не назван как вид таблицы: {sheets}.",
    ),
    (
        "The name of {name} does not say what kind of table it is.",
        "{name} adından cədvəlin növü bilinmir.",
        "По имени {name} нельзя понять, какого вида эта таблица.",
    ),
    (
        "{name} is no table and cannot be checked together with tables.",
        "{name} cədvəl deyil və cədvəllərlə birlikdə yoxlana bilməz.",
        "{name} – не таблица и не проверяется вместе с таблицами.",
    ),
    (
        "{one} and {other} cannot be checked together.",
        "{one} və {other} birlikdə yoxlana bilməz.",
        "{one} и {other} нельзя проверить вместе.",
    ),
    (
        "{name} does not belong to the register in {folder}.",
        "{name} {folder} reyestrinə aid deyil.",
        "{name} не относится к реестру в {folder}.",
    ),
    (
        "Shapes of one's own cannot be used on the tables of a register.",
        "Öz qaydalarınız (SHACL) reyestr cədvəllərinə tətbiq edilə bilməz.",
        "Собственные правила (SHACL) нельзя применить к таблицам реестра.",
    ),
    (
        "The workbook is protected by a password, or it is an old .xls file.",
        "İş kitabı parolla qorunur və ya köhnə .xls faylıdır.",
        "Книга защищена паролем или это старый файл .xls.",
    ),
    (
        "The file is not an XLSX workbook.",
        "Fayl XLSX iş kitabı deyil.",
        "Файл – не книга XLSX.",
    ),
    (
        "The workbook has {number} visible sheets.",
        "İş kitabında {number} görünən vərəq var.",
        "В книге видимых листов: {number}.",
    ),
    (
        "The workbook has no sheet “{sheet}”.",
        "İş kitabında “{sheet}” vərəqi yoxdur.",
        "В книге нет листа “{sheet}”.",
    ),
    (
        "The workbook cannot be read: {detail}.",
        "İş kitabı oxuna bilmir: {detail}.",
        "Книга не читается: {detail}.",
    ),
    (
        "The workbook unpacks to {size} bytes in {parts} parts; {most} bytes in {most_parts} parts are"
        " allowed.",
        "İş kitabı {parts} hissədə {size} bayta açılır; {most_parts} hissədə {most} bayta icazə verilir.",
        "Книга распаковывается в {size} байт ({parts} частей); допускается {most} байт ({most_parts}"
        " частей).",
    ),
    (
        "The part {part} of the workbook declares a document type or is not UTF-8.",
        "İş kitabının {part} hissəsi sənəd növü elan edir və ya UTF-8 deyil.",
        "Часть {part} книги объявляет тип документа или не в UTF-8.",
    ),
    (
        "The file has {size} bytes; {most} are allowed.",
        "Faylda {size} bayt var; {most} bayta icazə verilir.",
        "В файле {size} байт; допускается {most}.",
    ),
    (
        "The file is UTF-16 (“Unicode text”), not UTF-8.",
        "Fayl UTF-16 (“Unicode text”) kodlaşdırmasındadır, UTF-8 deyil.",
        "Файл в кодировке UTF-16 (“Unicode text”), а не UTF-8.",
    ),
    (
        "The file is a workbook, not CSV.",
        "Fayl CSV deyil, iş kitabıdır.",
        "Файл – книга, а не CSV.",
    ),
    (
        "The file cannot be read: {detail}.",
        "Fayl oxuna bilmir: {detail}.",
        "Файл не читается: {detail}.",
    ),
    (
        "The file holds a NUL character, so it is not a text file.",
        "Faylda NUL işarəsi var, deməli, o, mətn faylı deyil.",
        "В файле есть символ NUL, значит, это не текстовый файл.",
    ),
    (
        "After row {row} the file is not CSV: {detail}.",
        "{row}-ci sətirdən sonra fayl CSV deyil: {detail}.",
        "После строки {row} файл – не CSV: {detail}.",
    ),
    ("The table is empty.", "Cədvəl boşdur.", "Таблица пуста."),
    ("The table has {what}.", "Cədvəl çox böyükdür: {what}.", "Таблица слишком велика: {what}."),
)

_FETCHING = (
    (
        "The address redirects more than {most} times.",
        "Ünvan {most} dəfədən çox başqa ünvana yönləndirir.",
        "Адрес перенаправляет больше {most} раз.",
    ),
    (
        "Files are fetched from these hosts only: {names}. This address is not there: {iri}.",
        "Fayllar yalnız bu hostlardan yüklənir: {names}. Bu ünvan oradan deyil: {iri}.",
        "Файлы загружаются только с этих хостов: {names}. Этот адрес не оттуда: {iri}.",
    ),
    (
        "This server fetches no files from elsewhere.",
        "Bu server başqa yerdən fayl yükləmir.",
        "Этот сервер не загружает файлы из других мест.",
    ),
    (
        "The host {name} is in a private network, which is not asked.",
        "{name} hostu özəl şəbəkədədir, ona müraciət edilmir.",
        "Хост {name} находится в частной сети, к нему запросы не отправляются.",
    ),
    ("There is no host {name}.", "{name} adlı host yoxdur.", "Хоста {name} нет."),
    ("The server {name} is too slow.", "{name} serveri çox yavaşdır.", "Сервер {name} слишком медленный."),
    (
        "The server {name} cannot be asked: {detail}.",
        "{name} serverinə müraciət etmək olmur: {detail}.",
        "К серверу {name} нельзя обратиться: {detail}.",
    ),
    (
        "The file of {name} is larger than {most} MiB.",
        "{name} serverindəki fayl {most} MiB-dən böyükdür.",
        "Файл сервера {name} больше {most} МиБ.",
    ),
    (
        "The server {name} answers {status}, not with a file.",
        "{name} serveri fayl əvəzinə {status} cavabını verir.",
        "Сервер {name} отвечает {status}, а не файлом.",
    ),
)

_WHOLE = (
    (
        "More was sent than may be checked at once: {most} MiB of files, {text} MiB of pasted text,"
        " {shapes} MiB"
        " of shapes. Check it in several parts, or on your own machine with “nqfgraph validate”.",
        "Bir dəfəyə yoxlana biləndən çox göndərilib: {most} MiB fayl, {text} MiB yapışdırılmış mətn,"
        " {shapes} MiB"
        " qayda. Hissə-hissə və ya öz kompüterinizdə “nqfgraph validate” ilə yoxlayın.",
        "Прислано больше, чем проверяется за один раз: {most} МиБ файлов, {text} МиБ вставленного текста,"
        " {shapes} МиБ правил. Проверьте по частям или на своём компьютере командой “nqfgraph validate”.",
    ),
    (
        "There is no validation profile “{name}”.",
        "“{name}” adlı qaydalar yoxdur.",
        "Правил “{name}” нет.",
    ),
    (
        "The shape {shape} is broken: {detail}",
        "{shape} qaydası pozulub: {detail}",
        "Правило {shape} неисправно: {detail}",
    ),
    (
        "pySHACL cannot check with these shapes: {detail}",
        "Bu qaydalarla (SHACL) yoxlamaq olmur: {detail}",
        "С этими правилами (SHACL) проверить нельзя: {detail}",
    ),
)

MESSAGES = (*_READING, *_TABLES, *_FETCHING, *_WHOLE)
"""What is wrong: in English, Azerbaijani and Russian. """
