using System.CommandLine;

namespace Compensation.Silo.Commands;

/// <summary>Options that corrections and statements share.</summary>
internal static class CorrectionOptions
{
    /// <summary>Whom it is about.</summary>
    public static Option<string> Seller(bool required) => new("--seller") { Description = "The seller.", HelpName = "ID", Required = required };
}
