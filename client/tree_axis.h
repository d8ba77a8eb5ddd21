#ifndef LEHR_CLIENT_TREE_AXIS_H_
#define LEHR_CLIENT_TREE_AXIS_H_

#include <string>
#include <vector>

namespace lehr::client {

// TimeAxis puts physical times on a line of a given length. It is linear,
// unless most durations would be too short to see: then a time t stands at
// log(1 + t/τ), where τ is the median duration.
class TimeAxis {
 public:
  // `durations` are those of what is drawn, `end` is the latest time [ps].
  TimeAxis(std::vector<double> durations, double end, double length);

  bool is_linear() const { return scale_ == 0; }

  // Where a time [ps] from 0 to `end` stands, from 0 to `length`.
  double At(double time) const;

  struct Tick {
    double time = 0;   // [ps]
    std::string text;  // "10 ns"
  };
  // Round times, 0 first.
  std::vector<Tick> Ticks() const;

 private:
  double end_;
  double length_;
  double scale_ = 0;  // τ [ps]; 0: linear
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TREE_AXIS_H_
