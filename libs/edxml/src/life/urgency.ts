/** How urgent a document is (Decree 30/2020; OtherInfo/Priority on the wire), and what that changes. */

/** By the number on the wire; the higher goes first through every queue. */
export const urgencyNames: readonly string[] = ['Thường', 'Khẩn', 'Thượng khẩn', 'Hỏa tốc', 'Hỏa tốc hẹn giờ'];

/** A number that is none of these counts as not urgent. */
export function isUrgent(priority: number | undefined): boolean {
  return priority !== undefined && priority > 0 && urgencyNames[priority] !== undefined;
}

/** What waits for a next place waits in a lane for each degree; the lowest goes first: 0 hỏa tốc hẹn giờ … 4 thường. */
export const lanes: readonly number[] = urgencyNames.map((_, lane) => lane);
export const normalLane = lanes.length - 1;

export function laneOf(priority: number): number {
  return isUrgent(priority) ? normalLane - priority : normalLane;
}
