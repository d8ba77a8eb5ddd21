#ifndef LEHR_MD_INSTRUCTION_SET_H_
#define LEHR_MD_INSTRUCTION_SET_H_

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

namespace lehr::md {

// The instruction sets that force fields are compiled for and this machine can
// run, fastest first: of "avx512", "avx2" and "portable". All give the same
// bits.
std::vector<std::string> InstructionSets();

// Has force fields that are made from now on use one of these; unless it is
// called, the fastest. For tests and measurements. INVALID_ARGUMENT if the
// name is none of them: nothing changes.
absl::Status UseInstructionSet(std::string_view name);

// What force fields that are made now use.
std::string InstructionSetInUse();

}  // namespace lehr::md

#endif  // LEHR_MD_INSTRUCTION_SET_H_
