#ifndef LEHR_MD_SRC_RANDOM_H_
#define LEHR_MD_SRC_RANDOM_H_

#include <cstdint>

namespace lehr::md {

// Random is a stream of random numbers that is the same on every machine: it
// uses integers and operations that IEEE 754 fixes to the last bit, and no
// functions of a C library. Numbers come from SplitMix64: Steele, Lea and
// Flood, OOPSLA 2014, doi:10.1145/2660193.2660195 (the constants are of the
// mixing function there called "variant 13"). Streams of different seeds are
// for all uses here independent.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // All 64 bits random.
  std::uint64_t Next();

  // 0 .. n-1, each exactly as likely. n must not be 0. Lemire, ACM Trans.
  // Model. Comput. Simul. 29, 3 (2019), doi:10.1145/3230636.
  std::uint64_t Below(std::uint64_t n);

  // In (0, 1), never an end of it; a multiple of 2^-53.
  double Uniform();

  // Normal deviate of mean 0 and variance 1, from one uniform number.
  double Normal();

 private:
  std::uint64_t state_;
};

// Natural logarithm within 2 ulp for normal x > 0, same bits everywhere.
double PortableLog(double x);

// The x below which a normal deviate lies with probability p, 0 < p < 1, to
// about 1e-16 relative: algorithm AS 241, PPND16 of Wichura, Appl. Statist. 37,
// 477 (1988), doi:10.2307/2347330.
double NormalQuantile(double p);

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_RANDOM_H_
