import CLinux
import Glibc

/// The descriptors of a loop besides its listeners: all of them, or an error and none.
struct LoopDescriptors: Sendable {
    let epoll: Int32
    let timer: Int32
    let inbox: Int32

    init() throws(ServerError) {
        var opened: [Int32] = []
        do throws(ServerError) {
            epoll = try LoopDescriptors.check(epoll_create1(Int32(EPOLL_CLOEXEC)), "epoll_create1")
            opened.append(epoll)
            timer = try LoopDescriptors.check(trato_timerfd(), "timerfd_create")
            opened.append(timer)
            inbox = try LoopDescriptors.check(trato_eventfd(), "eventfd")
            opened.append(inbox)
            try watch(inbox, EventTag.inbox)
            try watch(timer, EventTag.timer)
        } catch {
            for descriptor in opened { close(descriptor) }
            throw error
        }
    }

    /// Adds a descriptor to the epoll set, level-triggered, for reading unless said otherwise.
    func watch(
        _ descriptor: Int32, _ tag: UInt64, for events: UInt32 = EPOLLIN.rawValue
    ) throws(ServerError) {
        let code = trato_epoll_control(epoll, EPOLL_CTL_ADD, descriptor, events, tag)
        guard code == 0 else { throw .system("epoll_ctl", errno) }
    }

    private static func check(_ descriptor: Int32, _ call: String) throws(ServerError) -> Int32 {
        guard descriptor >= 0 else { throw .system(call, errno) }
        return descriptor
    }
}

/// Tags of the descriptors of an epoll set that are not connections.
enum EventTag {
    static let inbox = UInt64.max
    static let timer = UInt64.max - 1
    /// That of the first listener; those of the others are the numbers below.
    static let listeners = UInt64.max - 2
    /// Connections have smaller tags, for no generation is the largest.
    static let connections = UInt64(UInt32.max) << 32

    static func listener(_ index: Int) -> UInt64 { listeners - UInt64(index) }
}
