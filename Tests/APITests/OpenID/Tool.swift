import Glibc

/// A program beside the tests.
enum Tool {
    struct Failure: Error { let what: String }

    /// Starts a program of the system with its standard output into a pipe; its input is empty.
    static func start(_ arguments: [String], in folder: String) throws -> (
        pid: pid_t, output: Int32
    ) {
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else { throw Failure(what: "pipe") }
        defer { close(pipe[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclose(&actions, pipe[0])
        // The shell changes the folder, for which Swift sees no call.
        let command = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + arguments
        var strings = command.map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, command[0], &actions, nil, &strings, environ)
        guard code == 0 else {
            close(pipe[0])
            throw Failure(what: "\(command[0]): \(String(cString: strerror(code)))")
        }
        return (pid, pipe[0])
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String], in folder: String) throws {
        let (pid, output) = try start(arguments, in: folder)
        close(output)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        guard status == 0 else { throw Failure(what: arguments.joined(separator: " ")) }
    }
}
