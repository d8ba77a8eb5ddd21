// Runs a fuzz target without libFuzzer: all seeds of a folder and so many
// inputs made from them, the same ones every time. What breaks it is written to
// a file first, so that it can be had again.

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutator.h"

namespace {

// The input that is being tried, for the handler.
const std::string* trying = nullptr;

extern "C" void TellInput(int signal_number) {
  constexpr char kPath[] = "fuzz-input";
  // Only what a handler may call.
  const int file = creat(static_cast<const char*>(kPath), 0600);
  if (file >= 0 && trying != nullptr) {
    std::size_t done = 0;
    while (done < trying->size()) {
      const ssize_t written =
          write(file, trying->data() + done, trying->size() - done);
      if (written <= 0) break;
      done += static_cast<std::size_t>(written);
    }
  }
  constexpr char kMessage[] = "the input is in ./fuzz-input\n";
  (void)!write(STDERR_FILENO, static_cast<const char*>(kMessage),
               sizeof(kMessage) - 1);
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

std::vector<std::string> ReadSeeds(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());  // the same order everywhere
  std::vector<std::string> seeds;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file),
                       std::istreambuf_iterator<char>());
  }
  return seeds;
}

void Try(const std::string& input) {
  trying = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()),
                         input.size());
  trying = nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fprintf(stderr, "usage: %s FOLDER_OF_SEEDS [INPUTS [START]]\n",
                 argv[0]);
    return 2;
  }
  for (const int signal_number : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGALRM}) {
    std::signal(signal_number, TellInput);
  }
  const std::vector<std::string> seeds = ReadSeeds(argv[1]);
  if (seeds.empty()) {
    std::fprintf(stderr, "%s: expected seeds, found none\n", argv[1]);
    return 2;
  }
  // What takes so long for one input hangs.
  constexpr unsigned kLongest = 60;  // [s]
  for (const std::string& seed : seeds) {
    alarm(kLongest);
    Try(seed);
  }
  const long inputs = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 1000;
  const auto start =
      argc > 3 ? std::strtoull(argv[3], nullptr, 10) : std::uint64_t{1};
  lehr::Mutator mutator(&seeds, start);
  for (long i = 0; i < inputs; ++i) {
    alarm(kLongest);
    Try(mutator.Next());
  }
  std::printf("%zu seeds and %ld inputs\n", seeds.size(), inputs);
  return 0;
}
