"""What to do about a file that cannot be read, as `nqfgraph.submissions.refusal_texts` has it."""

from __future__ import annotations

REMEDIES = (
    (
        "Check it in several parts.",
        "Hissə-hissə yoxlayın.",
        "Проверьте по частям.",
    ),
    ("Check them in several parts.", "Hissə-hissə yoxlayın.", "Проверьте по частям."),
    (
        "Give the folder with register.toml that names this table.",
        "Bu cədvəlin adı olan register.toml ilə birlikdə bütün qovluğu ZIP kimi göndərin.",
        "Пришлите как ZIP всю папку с register.toml, где названа эта таблица.",
    ),
    (
        "Pack the files anew, under names without “..”, “\\” and “:”.",
        "Faylları adlarında “..”, “\\” və “:” olmadan yenidən arxivləyin.",
        "Упакуйте файлы заново, без “..”, “\\” и “:” в именах.",
    ),
    ("Pack it without one.", "Parolsuz arxivləyin.", "Упакуйте без пароля."),
    (
        "Unpack the archive yourself and check the files.",
        "Arxivi özünüz açın və faylları yoxlayın.",
        "Распакуйте архив сами и проверьте файлы.",
    ),
    ("Unpack the inner one first.", "Əvvəlcə içəridəki arxivi açın.", "Сначала распакуйте внутренний архив."),
    ("Pack it again as plain ZIP.", "Yenidən adi ZIP kimi arxivləyin.", "Упакуйте заново как обычный ZIP."),
    (
        "Give nodes an identifier and refer to it instead of nesting them.",
        "Düyünləri iç-içə yazmaq əvəzinə onlara identifikator verin və ona istinad edin.",
        "Вместо вложения дайте узлам идентификаторы и ссылайтесь на них.",
    ),
    (
        "Correct this place. If it is the end of the file, the file may be cut off.",
        "Bu yeri düzəldin. Bura faylın sonudursa, fayl yarımçıq ola bilər.",
        "Исправьте это место. Если это конец файла, файл может быть обрезан.",
    ),
    (
        "Correct this place, or export the file again: it may be cut off.",
        "Bu yeri düzəldin və ya faylı yenidən ixrac edin: o, yarımçıq ola bilər.",
        "Исправьте это место или выгрузите файл заново: он может быть обрезан.",
    ),
    (
        "Shorten it. If there is none, a quotation mark may not be closed.",
        "Onu qısaldın. Belə mətn yoxdursa, bağlanmamış dırnaq işarəsini axtarın.",
        "Сократите его. Если такого текста нет, поищите незакрытую кавычку.",
    ),
    (
        "Correct this place, or write the file again.",
        "Bu yeri düzəldin və ya faylı yenidən yazın.",
        "Исправьте это место или запишите файл заново.",
    ),
    (
        "Give the folder with register.toml. docs/guides/own-register.md shows how to write one.",
        "Qovluğu register.toml ilə birlikdə ZIP kimi göndərin.",
        "Пришлите как ZIP папку с register.toml.",
    ),
    (
        "Save the file as UTF-8 and try again.",
        "Faylı UTF-8 kimi saxlayın və yenidən cəhd edin.",
        "Сохраните файл в UTF-8 и попробуйте ещё раз.",
    ),
    (
        "Save the file as UTF-8 and try again. Texts in Azerbaijani that were saved by an older program"
        " are often"
        " in windows-1254, those in Russian in windows-1251.",
        "Faylı UTF-8 kimi saxlayın və yenidən cəhd edin. Köhnə proqramların saxladığı Azərbaycan"
        " mətnləri çox vaxt"
        " windows-1254, rus mətnləri isə windows-1251 kodlaşdırmasında olur.",
        "Сохраните файл в UTF-8 и попробуйте ещё раз. Азербайджанские тексты, сохранённые старой"
        " программой, часто"
        " в windows-1254, русские – в windows-1251.",
    ),
    (
        "Save the file as UTF-8, and correct encoding in its first line.",
        "Faylı UTF-8 kimi saxlayın və birinci sətirdə encoding-i düzəldin.",
        "Сохраните файл в UTF-8 и исправьте encoding в первой строке.",
    ),
    (
        "Write the text itself where the entity stands.",
        "Obyektin yerinə mətnin özünü yazın.",
        "Вместо сущности запишите сам текст.",
    ),
    (
        "Put the context itself, the object with the terms, in place of its address.",
        "Ünvanın yerinə kontekstin özünü, yəni terminlər olan obyekti yazın.",
        "Вместо адреса вставьте сам контекст – объект с терминами.",
    ),
    (
        "These are {forms}, a ZIP archive of such files, and a folder with register.toml.",
        "Bunlardır: {forms}; belə faylların ZIP arxivi; şablondan doldurulmuş cədvəl (XLSX, CSV).",
        "Это {forms}; ZIP-архив таких файлов; таблица, заполненная по шаблону (XLSX, CSV).",
    ),
    (
        "Name it like one of these: {kinds}. `nqfgraph template` writes an empty one. Or give a folder with a"
        " register.toml that says what the tables hold.",
        "Bunlardan biri kimi adlandırın: {kinds}. Ən asanı: boş şablonu yükləyib doldurun.",
        "Назовите как одно из этих: {kinds}. Проще всего скачать и заполнить пустой шаблон.",
    ),
    (
        "Check the tables by themselves, and the other files apart.",
        "Cədvəlləri ayrıca, digər faylları ayrıca yoxlayın.",
        "Проверьте таблицы отдельно, а остальные файлы отдельно.",
    ),
    (
        "Check a register by itself, and its other files apart.",
        "Reyestri ayrıca, digər faylları ayrıca yoxlayın.",
        "Проверьте реестр отдельно, а остальные файлы отдельно.",
    ),
    (
        "Check a register by itself: it is one folder with a register.toml.",
        "Reyestri ayrıca yoxlayın: o, register.toml olan bir qovluqdur.",
        "Проверьте реестр отдельно: это одна папка с register.toml.",
    ),
    (
        "Save it as .xlsx without a password.",
        "Parolsuz .xlsx kimi saxlayın.",
        "Сохраните как .xlsx без пароля.",
    ),
    (
        "Save the table as .xlsx or as CSV.",
        "Cədvəli .xlsx və ya CSV kimi saxlayın.",
        "Сохраните таблицу как .xlsx или CSV.",
    ),
    (
        "Open it in a spreadsheet program and save it again as .xlsx, or save the sheet as CSV.",
        "Cədvəl proqramında açıb yenidən .xlsx kimi saxlayın və ya vərəqi CSV kimi saxlayın.",
        "Откройте в программе таблиц и сохраните заново как .xlsx или сохраните лист как CSV.",
    ),
    (
        "Open the workbook in a spreadsheet program and save it again as .xlsx.",
        "İş kitabını cədvəl proqramında açıb yenidən .xlsx kimi saxlayın.",
        "Откройте книгу в программе таблиц и сохраните заново как .xlsx.",
    ),
    ("Save the sheet as CSV.", "Vərəqi CSV kimi saxlayın.", "Сохраните лист как CSV."),
    ("Split it into several tables.", "Bir neçə cədvələ bölün.", "Разделите на несколько таблиц."),
    (
        "Save the table as “CSV UTF-8”.",
        "Cədvəli “CSV UTF-8” kimi saxlayın.",
        "Сохраните таблицу как “CSV UTF-8”.",
    ),
    (
        "Save the table again as “CSV UTF-8”.",
        "Cədvəli yenidən “CSV UTF-8” kimi saxlayın.",
        "Сохраните таблицу заново как “CSV UTF-8”.",
    ),
    (
        "Rename it so that it ends in .xlsx.",
        "Adını .xlsx ilə bitən ada dəyişin.",
        "Переименуйте так, чтобы имя кончалось на .xlsx.",
    ),
    (
        "Look for a quotation mark that is not closed, or not doubled within a cell.",
        "Bağlanmamış və ya xana daxilində iki dəfə yazılmamış dırnaq işarəsini axtarın.",
        "Найдите незакрытую кавычку или кавычку, не удвоенную внутри ячейки.",
    ),
    (
        "Give it a header row, and rows below it.",
        "Başlıq sətri və onun altında sətirlər əlavə edin.",
        "Добавьте строку заголовков и строки под ней.",
    ),
    (
        "Split it into several tables, and remove what stands far from the data.",
        "Bir neçə cədvələ bölün və məlumatdan uzaqda duran hər şeyi silin.",
        "Разделите на несколько таблиц и удалите то, что стоит вдали от данных.",
    ),
    ("Give the last address.", "Son ünvanı verin.", "Укажите последний адрес."),
    ("Download the file and send it.", "Faylı yükləyib göndərin.", "Скачайте файл и пришлите его."),
    (
        "Try again later, or download the file and send it.",
        "Sonra yenidən cəhd edin və ya faylı yükləyib göndərin.",
        "Попробуйте позже или скачайте файл и пришлите его.",
    ),
    ("Use one of {names}.", "Bunlardan birini seçin: {names}.", "Выберите одно из: {names}."),
)
"""In English, Azerbaijani and Russian."""
