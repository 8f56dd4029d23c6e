using System.CommandLine;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary>A command of the program: its options, and what it does with them.</summary>
internal abstract class TerminalCommand : Command
{
    /// <summary>The option that every command has: answers for programs instead of people.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Answer in JSON, for programs.", Recursive = true };

    /// <summary>Names the command.</summary>
    protected TerminalCommand(string name, string description)
        : base(name, description) =>
        SetAction(arguments =>
        {
            var streams = arguments.InvocationConfiguration;
            return Run(arguments, new Terminal(streams.Output, streams.Error, arguments.GetValue(Json)));
        });

    /// <summary>Does what the command is for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    protected abstract int Run(ParseResult arguments, Terminal terminal);
}
