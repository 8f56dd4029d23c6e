using System.CommandLine;
using Compensation.Silo.Output;

namespace Compensation.Silo.Commands;

/// <summary><c>plan schema</c>: the JSON Schema of plan files, for editors.</summary>
internal sealed class PlanSchemaCommand : TerminalCommand
{
    private const string Resource = "plan.schema.json";

    /// <summary>Makes the command.</summary>
    public PlanSchemaCommand()
        : base("schema", "Prints the JSON Schema of plan files, with which editors complete and check them.")
    {
    }

    /// <inheritdoc/>
    protected override int Run(ParseResult arguments, Terminal terminal)
    {
        // The published file itself is part of the program, so that both are the same to the byte.
        using var schema = typeof(PlanSchemaCommand).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The program was built without {Resource}.");
        using var reader = new StreamReader(schema);
        terminal.WriteLine(reader.ReadToEnd().TrimEnd());
        return ExitCode.Ok;
    }
}
