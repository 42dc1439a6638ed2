/** Tasks put off until later, run when a test says so. */
export const createLater = () => {
  const tasks = new Set<() => void>();
  let hurried = false;
  const passTime = (): void => {
    const due = [...tasks];
    tasks.clear();
    for (const task of due) task();
  };
  return {
    later: (task: () => void) => {
      tasks.add(task);
      if (hurried) setImmediate(passTime);
      return () => void tasks.delete(task);
    },
    passTime,
    hurryTime: (): void => {
      hurried = true;
      passTime();
    },
  };
};
