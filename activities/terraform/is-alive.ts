/** Tells whether a process of this machine is there. Its number may be another one's by now: "there" is no proof, "gone" is. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
