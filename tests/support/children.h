#ifndef LEHR_TESTS_SUPPORT_CHILDREN_H_
#define LEHR_TESTS_SUPPORT_CHILDREN_H_

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include <sys/types.h>

namespace lehr {

// Processes whose parent `pid` is: of a worker, its runner. Empty if there is
// no such process.
inline std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::vector<pid_t> children;
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator(
           "/proc/" + std::to_string(pid) + "/task", gone)) {
    std::ifstream file(task.path() / "children");
    pid_t child = 0;
    while (file >> child) children.push_back(child);
  }
  return children;
}

}  // namespace lehr

#endif  // LEHR_TESTS_SUPPORT_CHILDREN_H_
