namespace Compensation.Grains.Programmes;

/// <summary>A programme without a plan was asked for something that a plan decides.</summary>
public sealed class NoPlanException() : InvalidOperationException("The programme has no plan. Publish one, then ask again.");
