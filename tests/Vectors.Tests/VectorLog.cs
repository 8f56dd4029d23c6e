using Xunit.Abstractions;
using Xunit.Sdk;

namespace Compensation.Vectors.Tests;

/// <summary>Prints lines while the tests run; a test's own output is shown only where it fails.</summary>
public sealed class VectorLog(IMessageSink sink)
{
    /// <summary>Prints a line.</summary>
    public void Write(string line) => sink.OnMessage(new DiagnosticMessage(line));
}
