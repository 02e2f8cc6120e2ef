/** How often something can be done in a second of CPU time of all threads of this process. */

/** Code is warm after so many runs; what is slow is not waited for as long. */
const warm = { runs: 300, seconds: 0.7 };

/** Times a second of CPU; null for what is not there. */
export async function perSecond(work, seconds) {
  if (work === undefined) return null;
  await repeat(work, warm);
  const { done, used } = await repeat(work, { runs: Infinity, seconds });
  return done / used;
}

/** Until so many runs are done, or so much CPU time is used. */
async function repeat(work, { runs, seconds }) {
  const begin = process.cpuUsage();
  let [done, used] = [0, 0];
  while (done < runs && used < seconds) {
    await work();
    done += 1;
    const { user, system } = process.cpuUsage(begin);
    used = (user + system) / 1e6;
  }
  return { done, used };
}
