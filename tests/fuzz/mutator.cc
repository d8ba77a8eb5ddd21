#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace lehr {
namespace {

// Numbers at which programs go wrong.
constexpr std::array<const char*, 16> kNumbers = {
    "0",    "-1",         "1e308",      "-1e308",
    "nan",  "inf",        "1e-9",       "0.1",
    "1000", "2147483647", "4294967296", "-9223372036854775808",
    "1e19", "1e99",       "",           "999999999999999999999"};

// From the first digit on, at most `limit` places on; npos if there is none.
std::size_t FindNumber(const std::string& input, std::size_t from) {
  const auto found = std::find_if(
      input.begin() + static_cast<std::ptrdiff_t>(from), input.end(),
      [](unsigned char c) { return std::isdigit(c); });
  return found == input.end() ? std::string::npos
                              : static_cast<std::size_t>(found - input.begin());
}

}  // namespace

void Mutator::ChangeNumber(std::string& input) {
  const std::size_t begin = FindNumber(input, Below(input.size()));
  if (begin == std::string::npos) return;
  std::size_t end = begin;
  while (end < input.size() &&
         std::string("0123456789.eE+-").find(input[end]) != std::string::npos) {
    ++end;
  }
  input.replace(begin, end - begin, kNumbers[Below(kNumbers.size())]);
}

void Mutator::Change(std::string& input) {
  if (input.empty()) input = "\n";
  const std::size_t at = Below(input.size());
  const std::size_t length =
      1 + Below(std::min<std::size_t>(32, input.size() - at));
  switch (Below(8)) {
    case 0:
      input[at] = static_cast<char>(input[at] ^ (1 << Below(8)));
      return;
    case 1:
      input[at] = static_cast<char>(Below(256));
      return;
    case 2:
      input.erase(at, length);
      return;
    case 3:  // once more
      input.insert(Below(input.size() + 1), input.substr(at, length));
      return;
    case 4:
      input.resize(at);
      return;
    case 5: {
      const std::string& other = seeds_[Below(seeds_.size())];
      if (other.empty()) return;
      const std::size_t from = Below(other.size());
      input.insert(at, other.substr(from, 1 + Below(64)));
      return;
    }
    default:
      ChangeNumber(input);
      return;
  }
}

std::string Mutator::Next() {
  std::string input = seeds_[Below(seeds_.size())];
  for (std::size_t changes = 1 + Below(8); changes > 0; --changes) {
    Change(input);
  }
  return input;
}

}  // namespace lehr
