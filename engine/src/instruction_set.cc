#include "lehr/md/instruction_set.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "engine/src/chosen_kernels.h"

namespace lehr::md {
namespace {

// A place in UsableFastKernels(). The reference path asks for less (AVX2
// without fused multiply-adds), so it has these sets, too.
std::atomic<std::size_t> chosen = 0;

}  // namespace

std::vector<std::string> InstructionSets() {
  std::vector<std::string> names;
  for (const FastKernels* kernels : UsableFastKernels()) {
    names.emplace_back(kernels->name);
  }
  return names;
}

absl::Status UseInstructionSet(std::string_view name) {
  const std::vector<std::string> names = InstructionSets();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("instruction set: expected one of %s, found \"%s\"",
                        absl::StrJoin(names, ", "), name));
  }
  chosen = static_cast<std::size_t>(found - names.begin());
  return absl::OkStatus();
}

std::string InstructionSetInUse() { return ChosenFastKernels().name; }

const FastKernels& ChosenFastKernels() { return *UsableFastKernels()[chosen]; }

const EamKernels& ChosenEamKernels() {
  const std::string_view name = ChosenFastKernels().name;
  const std::span usable = UsableEamKernels();
  return **std::find_if(
      usable.begin(), usable.end(),
      [name](const EamKernels* kernels) { return kernels->name == name; });
}

}  // namespace lehr::md
