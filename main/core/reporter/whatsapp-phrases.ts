import type { EmptyReason } from '../../../common/domain/case-view.ts';
import { withoutMarks, withoutTrailingSpace } from './clean-text.ts';

/**
 * What WhatsApp writes in place of a message, by language. A phrase only counts when it is the whole message; an
 * unknown one stays text, so that nothing a person wrote is ever taken for a notice.
 */
const DELETED = [
  'this message was deleted',
  'you deleted this message',
  'message deleted',
  'diese nachricht wurde gelöscht',
  'du hast diese nachricht gelöscht',
  'se eliminó este mensaje',
  'eliminaste este mensaje',
  'este mensaje fue eliminado',
  'has eliminado este mensaje',
  'este mensaje se eliminó',
  'ce message a été supprimé',
  'vous avez supprimé ce message',
  'mensagem apagada',
  'esta mensagem foi apagada',
  'essa mensagem foi apagada',
  'você apagou esta mensagem',
  'você apagou essa mensagem',
  'apagou esta mensagem',
  'apagaste esta mensagem',
  'esta mensagem foi eliminada',
  'questo messaggio è stato eliminato',
  'hai eliminato questo messaggio',
  'dit bericht is verwijderd',
  'dit bericht werd verwijderd',
  'je hebt dit bericht verwijderd',
  'bu mesaj silindi',
  'bu mesajı sildiniz',
  'это сообщение удалено',
  'это сообщение было удалено',
  'данное сообщение удалено',
  'вы удалили это сообщение',
  'вы удалили данное сообщение',
  'це повідомлення видалено',
  'ви видалили це повідомлення',
  'ta wiadomość została usunięta',
  'usunięto tę wiadomość',
  'ta zpráva byla smazána',
  'tato zpráva byla odstraněna',
  'acest mesaj a fost șters',
  'ați șters acest mesaj',
  'ez az üzenet törölve lett',
  'det här meddelandet har tagits bort',
  'det här meddelandet raderades',
  'du raderade det här meddelandet',
  'denne besked blev slettet',
  'denne beskeden blev slettet',
  'denne meldingen ble slettet',
  'tämä viesti poistettiin',
  'poistit tämän viestin',
  'το μήνυμα διαγράφηκε',
  'αυτό το μήνυμα διαγράφηκε',
  'pesan ini telah dihapus',
  'pesan ini dihapus',
  'anda menghapus pesan ini',
  'anda telah menghapus pesan ini',
  'mesej ini telah dipadam',
  'tin nhắn này đã bị xóa',
  'bạn đã xóa tin nhắn này',
  'تم حذف هذه الرسالة',
  'حذفتَ هذه الرسالة',
  'لقد حذفت هذه الرسالة',
  'قمت بحذف هذه الرسالة',
  'این پیام حذف شد',
  'این پیام حذف شده است',
  'הודעה זו נמחקה',
  'ההודעה נמחקה',
  'ההודעה הזו נמחקה',
  'מחקת הודעה זו',
  'यह मैसेज डिलीट कर दिया गया',
  'यह मैसेज हटा दिया गया',
  'यह संदेश हटा दिया गया था',
  'आपने यह मैसेज डिलीट किया',
  'आपने इस मैसेज को डिलीट किया',
  'এই মেসেজটি মুছে ফেলা হয়েছে',
  'இந்தச் செய்தி நீக்கப்பட்டது',
  'この メッセージは削除されました',
  'このメッセージは削除されました',
  'このメッセージを削除しました',
  'メッセージを削除しました',
  '이 메시지는 삭제되었습니다',
  '삭제된 메시지입니다',
  '此消息已删除',
  '该消息已删除',
  '你删除了此消息',
  '您删除了这条消息',
  '此訊息已刪除',
  '這則訊息已刪除',
  '你已刪除此訊息',
  'ข้อความนี้ถูกลบแล้ว',
];

const EXPIRED = [
  'this message has expired',
  'message expired',
  'diese nachricht ist abgelaufen',
  'este mensaje ha caducado',
  'ce message a expiré',
  'esta mensagem expirou',
];

/** Placeholders of exports without media: `<Media omitted>` on Android, `image omitted` on iOS. */
const MEDIA_OMITTED = [
  'media omitted',
  'medien ausgeschlossen',
  'medien weggelassen',
  'multimedia omitido',
  'archivo omitido',
  'médias omis',
  'fichier omis',
  'mídia oculta',
  'mídia omitida',
  'arquivo de mídia oculto',
  'ficheiro omitido',
  'ficheiro não revelado',
  'media omessi',
  'media weggelaten',
  'medya dahil edilmedi',
  'medya çıkarıldı',
  'medya atlanmış',
  'без медиафайлов',
  'файл пропущен',
  'медіа пропущено',
  'без медіафайлів',
  'pominięto multimedia',
  'pliki multimedialne pominięto',
  'média vynechána',
  'médiá vynechané',
  'fișier media omis',
  'media omise',
  'hiányzó médiafájl',
  'média elhagyva',
  'media har utelämnats',
  'media utelämnat',
  'media utelatt',
  'mediefil er udeladt',
  'medier udeladt',
  'media jätettiin pois',
  'mediatiedosto poistettu',
  'παραλείφθηκαν πολυμέσα',
  'εξαίρεση πολυμέσων',
  'media tidak disertakan',
  'media dikecualikan',
  'đã bỏ qua file media',
  'تم استبعاد الوسائط',
  'تم حذف الوسائط',
  'رسانه حذف شد',
  'मीडिया छोड़ा गया',
  'मीडिया के बिना',
  'मीडिया शामिल नहीं',
  'המדיה לא נכללה',
  'המדיה הושמטה',
  'מדיה הושמטה',
  'メディアなし',
  'メディアは含まれていません',
  '미디어 파일을 제외한 내보내기',
  '미디어 파일 생략됨',
  '媒体文件已省略',
  '省略多媒体文件',
  '略過多媒體檔',
  '多媒體檔案略',
  'ละเว้นสื่อ',
  'waiting for this message. this may take a while',
  'waiting for this message',
  'view once voice message omitted',
];

/** What the iOS placeholders name, followed or preceded by a word for "left out". */
const IOS_MEDIA_WORDS =
  'image|photo|video|video note|audio|voice message|sticker|gif|document|contact card|bild|foto|videonachricht|audio|sprachnachricht|dokument|kontaktkarte|visitenkarte|imagen|vídeo|nota de vídeo|documento|tarjeta de contacto|vidéo|photo|document|autocollant|fiche contact|carte de contact|imagem|áudio|figurinha|cartão do contato|cartão de contacto|immagine|scheda contatto|adesivo|afbeelding|contactkaart|görüntü|ses|çıkartma|belge|kişi kartı|изображение|видео|аудио|стикер|документ|карточка контакта|obraz|film|dźwięk|naklejka|صورة|الصورة|فيديو|الفيديو|ملف صوتي|مقطع صوتي|ملصق|مستند|بطاقة جهة اتصال|תמונה|התמונה|סרטון|וידאו|שמע|אודיו|סטיקר|מסמך|כרטיס איש קשר|फ़ोटो|चित्र|वीडियो|ऑडियो|स्टिकर|दस्तावेज़|画像|動画|音声|スタンプ|ステッカー|文書|사진|이미지|동영상|오디오|스티커|문서|图像|图片|视频|音频|贴图|文档|圖片|影片|音訊|貼圖|文件';
const IOS_OMITTED_WORDS =
  'omitted|weggelassen|ausgelassen|nicht enthalten|omitido|omitida|omitidos|omitidas|absent|absente|absents|omis|omise|ocultado|ocultada|oculto|oculta|omesso|omessa|weggelaten|dahil edilmedi|опущено|опущен|пропущен|пропущено|отсутствует|pominięto|pominięty|utelämnad|utelatt|udeladt|غير مدرجة|غير مدرج|تم حذفها|تم حذفه|محذوفة|محذوف|הושמטה|הושמט|लोप किया गया|छोड़ा गया|छोड़ी गई|शामिल नहीं|は省略されました|省略|なし|생략됨|생략|已省略|已略過|忽略';

const IOS_MEDIA_LIST = IOS_MEDIA_WORDS.split('|');
const IOS_MEDIA = new Set(IOS_MEDIA_LIST);
const IOS_OMITTED = IOS_OMITTED_WORDS.split('|');

/** Words for "attached" in Android exports with media: `IMG-20250101-WA0001.jpg (file attached)`. */
const ATTACHED = new Set([
  'file attached',
  'datei angehängt',
  'archivo adjunto',
  'fichier joint',
  'arquivo anexado',
  'ficheiro anexado',
  'file allegato',
  'bestand bijgevoegd',
  'dosya ekli',
  'файл добавлен',
  'файл додано',
  'plik załączony',
  'załączono plik',
  'fișier atașat',
  'fájl csatolva',
  'fil bifogad',
  'bifogad fil',
  'vedhæftet fil',
  'fil vedlagt',
  'tiedosto liitetty',
  'συνημμένο αρχείο',
  'file terlampir',
  'fail dilampirkan',
  'tệp đính kèm',
  'ملف مرفق',
  'الملف مرفق',
  'تم إرفاق الملف',
  'فایل پیوست شد',
  'קובץ מצורף',
  'הקובץ המצורף',
  'फ़ाइल संलग्न',
  'फ़ाइल अटैच की गई',
  'ファイルが添付されています',
  '添付ファイル',
  '파일 첨부됨',
  '文件附件',
  '檔案已附加',
]);

const EDITED = [
  'this message was edited',
  'diese nachricht wurde bearbeitet',
  'se editó este mensaje',
  'este mensaje se editó',
  'ce message a été modifié',
  'essa mensagem foi editada',
  'mensagem editada',
  'esta mensagem foi editada',
  'questo messaggio è stato modificato',
  'dit bericht is bewerkt',
  'bu mesaj düzenlendi',
  'данное сообщение изменено',
  'ta wiadomość została zedytowana',
  'تم تعديل هذه الرسالة',
  'ההודעה נערכה',
  'इस मैसेज में बदलाव किया गया है',
  'यह मैसेज एडिट किया गया था',
];

/** Words for "attached" in iOS exports with media: `<attached: 00000042-PHOTO-2023-05-12-10-15-40.jpg>`. */
const IOS_ATTACHED = new Set(
  'attached|anhang|angehängt|adjunto|archivo adjunto|pièce jointe|joint|allegato|anexado|anexo|bijlage|bijgevoegd|ekli|eklendi|прикреплено|вложение|прикріплено|załącznik|załączono|příloha|přiloženo|bifogad|bilaga|vedhæftet|vedlagt|vedlegg|liite|liitetty|terlampir|lampiran|مرفق|مُرفق|מצורף|संलग्न|添付ファイル|첨부|첨부 파일|附件|已附加'.split(
    '|',
  ),
);

const DELETED_SET = new Set(DELETED.map(foldPhrase));
const EXPIRED_SET = new Set(EXPIRED.map(foldPhrase));
const MEDIA_SET = new Set(MEDIA_OMITTED.map(foldPhrase));
const EDITED_SET = new Set(EDITED.map(foldPhrase));

/** Form in which phrases are compared: no marks, brackets, case or full stop. */
export function foldPhrase(text: string): string {
  return withoutMarks(text)
    .normalize('NFC')
    .replace(/[\u00a0\u202f]/gu, ' ')
    .trim()
    .replace(/^<(.*)>$/u, '$1')
    .replace(/[.。।]$/u, '')
    .trim()
    .toLowerCase();
}

/** Why a message is empty, when the whole of it is a known placeholder of either form; otherwise null. */
export function emptyReasonOf(message: string): EmptyReason | null {
  if (withoutMarks(message).trim() === '') return 'media_omitted';
  if (message.length > 200) return null;
  const phrase = foldPhrase(message);
  if (DELETED_SET.has(phrase)) return 'deleted';
  if (EXPIRED_SET.has(phrase)) return 'expired';
  return MEDIA_SET.has(phrase) ? 'media_omitted' : null;
}

/**
 * What iOS names in `image omitted` or `report.pdf • 3 pages document omitted`, and the text before it; null when the
 * message does not end that way.
 */
export function beforeIosPlaceholder(message: string): string | null {
  if (message.length > 300) return null;
  const phrase = foldPhrase(message);
  for (const omitted of IOS_OMITTED) {
    if (!phrase.endsWith(omitted)) continue;
    const rest = phrase.slice(0, -omitted.length).trim();
    if (IOS_MEDIA.has(rest)) return '';
    const medium = IOS_MEDIA_LIST.find((word) => rest.endsWith(` ${word}`));
    if (medium !== undefined) return rest.slice(0, -medium.length).trim();
  }
  return null;
}

export function isAndroidAttached(text: string): boolean {
  return ATTACHED.has(foldPhrase(text));
}

export function isIosAttached(text: string): boolean {
  return IOS_ATTACHED.has(foldPhrase(text));
}

/** Removes the note that a message was edited from its end. */
export function withoutEditedNote(message: string): string {
  const start = message.lastIndexOf('<');
  if (start === -1 || !EDITED_SET.has(foldPhrase(message.slice(start)))) return message;
  return withoutTrailingSpace(message.slice(0, start));
}
