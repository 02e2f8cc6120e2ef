/** Names inside the scenario's province: its departments and districts in 2020; communes go by district and number. */

/** Nineteen provincial agencies; the number is published, which nineteen is assumed. */
export const departmentNames: readonly string[] = [
  'Văn phòng Ủy ban nhân dân tỉnh',
  'Sở Nội vụ',
  'Sở Tư pháp',
  'Sở Kế hoạch và Đầu tư',
  'Sở Tài chính',
  'Sở Công Thương',
  'Sở Nông nghiệp và Phát triển nông thôn',
  'Sở Giao thông vận tải',
  'Sở Xây dựng',
  'Sở Tài nguyên và Môi trường',
  'Sở Thông tin và Truyền thông',
  'Sở Lao động - Thương binh và Xã hội',
  'Sở Văn hóa, Thể thao và Du lịch',
  'Sở Khoa học và Công nghệ',
  'Sở Giáo dục và Đào tạo',
  'Sở Y tế',
  'Thanh tra tỉnh',
  'Ban Quản lý Khu kinh tế và các khu công nghiệp',
  'Ban Quản lý các dự án đầu tư xây dựng',
];

/** Districts in the order of their number of communes in June 2020: 19 30 32 33 35 36 37 38. */
const districtNames: readonly string[] = [
  'thành phố Thái Bình',
  'huyện Vũ Thư',
  'huyện Tiền Hải',
  'huyện Kiến Xương',
  'huyện Hưng Hà',
  'huyện Thái Thụy',
  'huyện Quỳnh Phụ',
  'huyện Đông Hưng',
];

export function districtName(index: number): string {
  return districtNames[index] ?? `huyện số ${index + 1}`;
}

/** `phường số 03, thành phố Thái Bình`; the city's first ten are wards, the rest of the province are communes. */
export function communeName(number: number, district: number): string {
  const kind = district === 0 && number <= 10 ? 'phường' : 'xã';
  return `${kind} số ${String(number).padStart(2, '0')}, ${districtName(district)}`;
}
