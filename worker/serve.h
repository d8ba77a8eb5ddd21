#ifndef LEHR_WORKER_SERVE_H_
#define LEHR_WORKER_SERVE_H_

#include "worker/options.h"

namespace CLI {
class App;
}

namespace lehr::worker {

// Adds the flags of a worker to `app`, with their defaults in `options`, which
// must outlive the parsing.
void AddServeFlags(CLI::App& app, Options& options);

// Works for the server until asked to leave; returns the exit code.
int Serve(const Options& options);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_SERVE_H_
