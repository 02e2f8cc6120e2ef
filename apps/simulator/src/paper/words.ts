/** The words simulated documents are made of: abstracts, sentences of the body, names of the people who sign. Invented. */

/** What a document is about; stands after "về việc" and inside the body. */
export const topics: readonly string[] = [
  'triển khai thực hiện kế hoạch phát triển kinh tế - xã hội năm 2020',
  'tăng cường các biện pháp phòng, chống dịch bệnh trên địa bàn tỉnh',
  'gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước',
  'rà soát thủ tục hành chính thuộc thẩm quyền giải quyết',
  'báo cáo tình hình giải ngân vốn đầu tư công',
  'tổ chức kỳ thi tốt nghiệp trung học phổ thông năm 2020',
  'bảo đảm an toàn thông tin mạng trong cơ quan nhà nước',
  'sắp xếp các đơn vị hành chính cấp xã giai đoạn 2019 - 2021',
  'hỗ trợ người dân gặp khó khăn do đại dịch COVID-19',
  'kiểm tra công tác phòng, chống thiên tai và tìm kiếm cứu nạn',
  'sử dụng chữ ký số chuyên dùng trong gửi, nhận văn bản điện tử',
  'xây dựng nông thôn mới nâng cao trên địa bàn huyện',
  'quản lý, sử dụng đất đai và trật tự xây dựng',
  'bồi dưỡng cán bộ, công chức, viên chức năm 2020',
  'chuẩn bị đại hội Đảng bộ các cấp nhiệm kỳ 2020 - 2025',
  'thực hiện chính sách bảo hiểm xã hội, bảo hiểm y tế',
  'phòng, chống dịch tả lợn Châu Phi và khôi phục chăn nuôi',
  'công khai dự toán ngân sách nhà nước năm 2020',
  'cung cấp dịch vụ công trực tuyến mức độ 3, mức độ 4',
  'kê khai tài sản, thu nhập theo quy định của pháp luật',
];

/** Sentences of the body; {topic}, {agency}, {sender}, {date} and {number} are filled in. */
export const sentences: readonly string[] = [
  'Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh {topic}, {sender} đề nghị các cơ quan, đơn vị phối hợp thực hiện các nội dung sau đây.',
  'Giao Thủ trưởng các cơ quan, đơn vị chịu trách nhiệm tổ chức thực hiện, bảo đảm đúng tiến độ, chất lượng và hiệu quả theo quy định hiện hành.',
  'Đề nghị {agency} rà soát, tổng hợp kết quả {topic} và gửi về {sender} trước ngày {date} để tổng hợp, báo cáo cấp có thẩm quyền.',
  'Tính đến ngày {date}, tổng số nhiệm vụ được giao là {number}; các nhiệm vụ còn lại đang được triển khai theo đúng kế hoạch đã phê duyệt.',
  'Các cơ quan chủ động bố trí kinh phí, nhân lực và cơ sở vật chất; kịp thời đề xuất, kiến nghị những khó khăn, vướng mắc phát sinh trong quá trình thực hiện.',
  'Căn cứ Nghị định của Chính phủ về công tác văn thư và các quy định liên quan, văn bản này được ký số và gửi qua mạng văn phòng điện tử liên thông, không gửi bản giấy.',
  'Việc {topic} phải được công khai, minh bạch, đúng đối tượng, không để xảy ra lợi dụng, trục lợi chính sách trong quá trình tổ chức thực hiện.',
  'Giao bộ phận chuyên môn theo dõi, đôn đốc, kiểm tra và định kỳ hằng tháng báo cáo kết quả {topic} theo mẫu kèm theo văn bản này.',
  'Số liệu tổng hợp đến kỳ báo cáo: {number} hồ sơ đã tiếp nhận, trong đó phần lớn được giải quyết trước hạn; không có hồ sơ quá hạn chưa rõ nguyên nhân.',
  'Trong quá trình thực hiện, nếu có vướng mắc, đề nghị {agency} phản ánh kịp thời về {sender} để được hướng dẫn, giải quyết theo thẩm quyền.',
];

export const closing = 'Trân trọng./.';

export const familyNames: readonly string[] = [
  'Nguyễn',
  'Trần',
  'Lê',
  'Phạm',
  'Hoàng',
  'Phan',
  'Vũ',
  'Đặng',
  'Bùi',
  'Đỗ',
  'Ngô',
  'Đinh',
];
export const middleNames: readonly string[] = [
  'Văn',
  'Thị',
  'Hữu',
  'Đức',
  'Minh',
  'Quang',
  'Thanh',
  'Ngọc',
  'Xuân',
  'Kim',
];
export const givenNames: readonly string[] = [
  'An',
  'Bình',
  'Cường',
  'Dung',
  'Giang',
  'Hà',
  'Hạnh',
  'Hùng',
  'Khánh',
  'Lan',
  'Long',
  'Mai',
  'Nam',
  'Phương',
  'Quân',
  'Sơn',
  'Thảo',
  'Trung',
  'Tuấn',
  'Yến',
];

/** The fixed lines of every letter (Decree 30/2020, annex I). */
export const fixed = {
  state: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  motto: 'Độc lập - Tự do - Hạnh phúc',
  numberIs: 'Số:',
  to: 'Kính gửi:',
  recipients: 'Nơi nhận:',
  asAbove: '- Như trên;',
  filed: '- Lưu: VT.',
  others: 'và các cơ quan, đơn vị theo danh sách gửi liên thông',
} as const;
