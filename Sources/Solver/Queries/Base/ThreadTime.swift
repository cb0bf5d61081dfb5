// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Seconds that this thread has worked: how busy the machine is decides nothing.
enum ThreadTime {
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
