/** Text as people type it in a hurry: `Nguyễn Văn Đạt` is `nguyen van dat`. */
export const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/đ/gi, 'd')
    .toLowerCase();
