#ifndef LEHR_WORKER_CALLS_H_
#define LEHR_WORKER_CALLS_H_

#include <set>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <grpcpp/client_context.h>

namespace lehr::worker {

// Calls are RPCs that can be cancelled together, by another thread than those
// that wait for them. Any thread may call anything.
class Calls {
 public:
  // Call is the context of one RPC with its deadline; it belongs to `calls`
  // while it lives.
  class Call {
   public:
    Call(Calls* calls, absl::Duration deadline);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    grpc::ClientContext* context() { return &context_; }

   private:
    Calls* const calls_;
    grpc::ClientContext context_;
  };

  // Cancels all calls there are, and all that begin later.
  void Cancel();

  // Cancels all calls there are; those that begin later go on.
  void Interrupt();

  bool cancelled() const;

 private:
  mutable absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<grpc::ClientContext*> contexts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_CALLS_H_
