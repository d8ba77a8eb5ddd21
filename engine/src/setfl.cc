#include "engine/src/setfl.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

namespace lehr::md {
namespace {

// Least number of knots for the five-point slopes at the ends.
constexpr int kFewestKnots = 5;
// Far above any table in use (10,000); keeps sizes within 32 bits.
constexpr int kMostKnots = 1'000'000;
constexpr int kMostElements = 16;

// The next word of `*rest`, which is shortened by it; empty at its end.
std::string_view NextWord(std::string_view* rest) {
  constexpr std::string_view kBlank = " \t\r\f\v";
  const std::size_t begin = rest->find_first_not_of(kBlank);
  if (begin == std::string_view::npos) {
    *rest = {};
    return {};
  }
  rest->remove_prefix(begin);
  const std::string_view word = rest->substr(0, rest->find_first_of(kBlank));
  rest->remove_prefix(word.size());
  return word;
}

template <typename Number>
std::optional<Number> ToNumber(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  Number value{};
  const auto [end, code] =
      std::from_chars(word.data(), word.data() + word.size(), value);
  if (code != std::errc() || end != word.data() + word.size()) {
    return std::nullopt;
  }
  return value;
}

// Reader walks over the lines and remembers where it is for messages.
class Reader {
 public:
  Reader(std::string_view content, std::string_view name)
      : rest_(content), name_(name) {}

  // Moves to the next line, if there is one.
  bool Next() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    return true;
  }

  // Moves to the next line with a word on it.
  bool NextFilled() {
    while (Next()) {
      std::string_view line = line_;
      if (!NextWord(&line).empty()) return true;
    }
    return false;
  }

  std::string_view line() const { return line_; }

  absl::Status Error(const std::string& what) const {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s:%d: %s", name_, number_, what));
  }

 private:
  std::string_view rest_;
  std::string_view name_;
  std::string_view line_;
  int number_ = 0;
};

struct Sizes {
  int elements = 0;
  int densities = 0;
  int distances = 0;
};

absl::Status ReadNames(Reader* reader, SetflTable* table, Sizes* sizes) {
  std::string_view line = reader->line();
  const std::string_view first = NextWord(&line);
  const std::optional<int> count = ToNumber<int>(first);
  if (!count || *count < 1 || *count > kMostElements) {
    return reader->Error(
        absl::StrFormat("number of elements: expected 1 to %d, found \"%s\"",
                        kMostElements, first));
  }
  sizes->elements = *count;
  for (int k = 0; k < *count; ++k) {
    const std::string_view word = NextWord(&line);
    if (word.empty()) {
      return reader->Error(absl::StrFormat(
          "names of elements: expected %d, found %d", *count, k));
    }
    table->elements.emplace_back(word);
  }
  return absl::OkStatus();
}

absl::Status ReadGrid(Reader* reader, SetflTable* table, Sizes* sizes) {
  std::string_view line = reader->line();
  const auto count = [&](const char* what, int* value) {
    const std::string_view word = NextWord(&line);
    const std::optional<int> number = ToNumber<int>(word);
    if (!number || *number < kFewestKnots || *number > kMostKnots) {
      return reader->Error(
          absl::StrFormat("%s: expected a whole number from %d to %d, found "
                          "\"%s\"",
                          what, kFewestKnots, kMostKnots, word));
    }
    *value = *number;
    return absl::OkStatus();
  };
  const auto positive = [&](const char* what, double* value) {
    const std::string_view word = NextWord(&line);
    const std::optional<double> number = ToNumber<double>(word);
    if (!number || !std::isfinite(*number) || *number <= 0) {
      return reader->Error(absl::StrFormat(
          "%s: expected a positive number, found \"%s\"", what, word));
    }
    *value = *number;
    return absl::OkStatus();
  };
  absl::Status status = count("Nrho", &sizes->densities);
  if (status.ok()) status = positive("drho", &table->density_step);
  if (status.ok()) status = count("Nr", &sizes->distances);
  if (status.ok()) status = positive("dr", &table->distance_step);
  if (status.ok()) status = positive("cutoff", &table->cutoff);
  if (!status.ok()) return status;
  // Files set cutoff to Nr dr or (Nr - 1) dr; 1e-6 allows for rounded dr.
  const double end = sizes->distances * table->distance_step;
  if (table->cutoff > end * (1 + 1e-6)) {
    return reader->Error(absl::StrFormat(
        "cutoff: expected at most the end of the table, %g Å, found %g Å", end,
        table->cutoff));
  }
  return absl::OkStatus();
}

// "Z mass ...": the rest of the line (lattice constant and type) is ignored.
absl::Status ReadMass(Reader* reader, const std::string& element,
                      SetflTable* table) {
  std::string_view line = reader->line();
  const std::string_view atomic_number = NextWord(&line);
  const std::string_view word = NextWord(&line);
  const std::optional<double> mass = ToNumber<double>(word);
  if (!ToNumber<double>(atomic_number) || !mass || !std::isfinite(*mass) ||
      *mass <= 0) {
    return reader->Error(absl::StrFormat(
        "element \"%s\": expected \"Z mass lattice_constant lattice\", found "
        "\"%s\"",
        element, reader->line()));
  }
  table->masses.push_back(*mass);
  return absl::OkStatus();
}

// Appends all numbers from the next line to the first line with a word that is
// none (the lattice type of the next element), and leaves the reader there, or
// to the end: `*ended`.
absl::Status ReadNumbers(Reader* reader, std::vector<double>* numbers,
                         bool* ended) {
  numbers->clear();
  *ended = false;
  while (true) {
    if (!reader->NextFilled()) {
      *ended = true;
      return absl::OkStatus();
    }
    std::string_view line = reader->line();
    const std::size_t before = numbers->size();
    for (std::string_view word = NextWord(&line); !word.empty();
         word = NextWord(&line)) {
      const std::optional<double> number = ToNumber<double>(word);
      if (!number) {
        numbers->resize(before);
        return absl::OkStatus();
      }
      if (!std::isfinite(*number)) {
        return reader->Error(
            absl::StrFormat("expected a finite number, found \"%s\"", word));
      }
      numbers->push_back(*number);
    }
  }
}

// Takes `count` numbers from `*at` on.
std::vector<double> Take(const std::vector<double>& numbers, int count,
                         std::size_t* at) {
  const auto begin = numbers.begin() + static_cast<std::ptrdiff_t>(*at);
  *at += static_cast<std::size_t>(count);
  return {begin, begin + count};
}

std::string FoundAt(const Reader& reader, bool ended, std::size_t found) {
  return ended ? absl::StrFormat("found %d, then the end of the file", found)
               : absl::StrFormat("found %d, then \"%s\"", found, reader.line());
}

// The tables of element b, and after the last element those of the pairs.
absl::Status ReadSection(Reader* reader, const Sizes& sizes, int b,
                         SetflTable* table) {
  const auto elements = static_cast<std::size_t>(sizes.elements);
  const std::string& element = table->elements[static_cast<std::size_t>(b)];
  if (absl::Status status = ReadMass(reader, element, table); !status.ok()) {
    return status;
  }
  std::vector<double> numbers;
  bool ended = false;
  if (absl::Status status = ReadNumbers(reader, &numbers, &ended);
      !status.ok()) {
    return status;
  }
  const bool last = b + 1 == sizes.elements;
  const auto densities = static_cast<std::size_t>(sizes.densities);
  const auto distances = static_cast<std::size_t>(sizes.distances);
  const std::size_t pairs =
      last ? elements * (elements + 1) / 2 * distances : 0;
  const std::size_t alloy = densities + distances + pairs;
  const std::size_t finnis_sinclair = densities + elements * distances + pairs;
  if (b == 0) {
    table->finnis_sinclair = elements > 1 && numbers.size() == finnis_sinclair;
  }
  const std::size_t expected = table->finnis_sinclair ? finnis_sinclair : alloy;
  if (numbers.size() != expected || ended != last) {
    const std::string count =
        b > 0 || elements == 1
            ? absl::StrFormat("%d numbers", expected)
            : absl::StrFormat("%d numbers (eam/alloy) or %d (eam/fs)", alloy,
                              finnis_sinclair);
    return reader->Error(
        absl::StrFormat("tables of element \"%s\"%s: expected %s, %s", element,
                        last ? " and of all pairs" : "", count,
                        FoundAt(*reader, ended, numbers.size())));
  }
  std::size_t at = 0;
  table->embedding.push_back(Take(numbers, sizes.densities, &at));
  if (table->finnis_sinclair) {
    for (auto& site : table->density) {
      site.push_back(Take(numbers, sizes.distances, &at));
    }
  } else {
    const std::vector<double> density = Take(numbers, sizes.distances, &at);
    for (auto& site : table->density) site.push_back(density);
  }
  while (at < numbers.size()) {
    table->pair.push_back(Take(numbers, sizes.distances, &at));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SetflTable> ReadSetfl(std::string_view content,
                                     std::string_view name) {
  Reader reader(content, name);
  SetflTable table;
  Sizes sizes;
  for (int line = 0; line < 4; ++line) {
    if (!reader.Next()) {
      return reader.Error(
          "expected three comments, names of elements and sizes, found the end "
          "of the file");
    }
  }
  if (absl::Status status = ReadNames(&reader, &table, &sizes); !status.ok()) {
    return status;
  }
  if (!reader.Next()) {
    return reader.Error(
        "expected \"Nrho drho Nr dr cutoff\", found the end of the file");
  }
  if (absl::Status status = ReadGrid(&reader, &table, &sizes); !status.ok()) {
    return status;
  }
  table.density.resize(table.elements.size());
  if (!reader.NextFilled()) {
    return reader.Error(
        absl::StrFormat("expected the section of element \"%s\", found the end "
                        "of the file",
                        table.elements[0]));
  }
  for (int b = 0; b < sizes.elements; ++b) {
    if (absl::Status status = ReadSection(&reader, sizes, b, &table);
        !status.ok()) {
      return status;
    }
  }
  return table;
}

}  // namespace lehr::md
